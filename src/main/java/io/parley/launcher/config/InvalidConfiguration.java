package io.parley.launcher.config;

import java.util.Collection;
import java.util.List;

/** The configuration cannot be used. Has every problem that was found, in the order of the files. */
public final class InvalidConfiguration extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    InvalidConfiguration(Collection<Problem> problems) {
        super(problems.size() + " problems in the configuration");
        this.problems = problems.stream().sorted(Problem.BY_PLACE).toList();
    }

    List<Problem> problems() {
        return problems;
    }

    /** The problems, one a line, fit to be shown as they are. */
    public List<String> lines() {
        return problems.stream().map(Problem::toString).toList();
    }
}

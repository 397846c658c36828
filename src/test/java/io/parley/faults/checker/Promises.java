package io.parley.faults.checker;

import java.util.List;
import java.util.stream.Collectors;

/** What must hold whatever happens, C1 to C7; {@link Bounds} and {@link Quiet} hold what nodes say of themselves. */
public final class Promises {
    private static final int SHOWN = 20;
    private static final List<Judge> JUDGES = List.of(
            new AcknowledgedOnce(),
            new NoGaps(),
            new ShownOnce(),
            new Privacy(),
            new OneEnd(),
            new TrueText(),
            new SteadyProgress(),
            new LastWord(),
            new OneOrder());

    private Promises() {}

    /** All that is broken; empty where every promise holds. */
    public static List<Violation> broken(Evidence evidence) {
        return JUDGES.stream().flatMap(judge -> judge.judge(evidence).stream()).toList();
    }

    /** Throws {@link AssertionError} that tells what is broken. */
    public static void hold(List<Violation> broken) {
        if (!broken.isEmpty()) {
            throw new AssertionError(broken.size() + " broken promises, such as:\n"
                    + broken.stream().limit(SHOWN).map(Violation::toString).collect(Collectors.joining("\n")));
        }
    }
}

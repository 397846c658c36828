package io.parley.launcher.config;

import java.util.Optional;

/** What the configuration has to know of verticle classes: the launcher's answer, as this package knows none. */
public interface Classes {
    /** What is wrong with {@code name} as a class to deploy, in words that follow "class: "; empty if nothing is. */
    Optional<String> problem(String name);

    /** The section of the configuration that {@code name} gets; empty for classes that are not ours. */
    Optional<String> section(String name);
}

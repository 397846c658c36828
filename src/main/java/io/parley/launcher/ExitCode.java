package io.parley.launcher;

import java.util.Arrays;

/** How the process ends, for scripts and service managers. The numbers follow sysexits.h where it has one. */
enum ExitCode {
    OK(0, "done; also after an ordered stop by SIGTERM or Ctrl-C"),
    UNFORESEEN(1, "a fault that Parley did not foresee, or a stop that took too long"),
    USAGE(2, "an unknown command or option"),
    TEMPORARY(75, "something in the way that may go: a taken port, a store that is in use or does not answer"),
    CONFIGURATION(78, "the configuration cannot be used");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    int number() {
        return number;
    }

    /** The code with this number; unforeseen where there is none. */
    static ExitCode of(int number) {
        return Arrays.stream(values())
                .filter(code -> code.number == number)
                .findFirst()
                .orElse(UNFORESEEN);
    }

    /** One entry a code, as picocli wants it. */
    static String[] list() {
        return Arrays.stream(values())
                .map(code -> " " + code.number + ":" + code.meaning)
                .toArray(String[]::new);
    }
}

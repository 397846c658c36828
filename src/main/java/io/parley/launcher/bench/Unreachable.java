package io.parley.launcher.bench;

/** There is nothing to measure; {@link #reason} says in one line why. */
public final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    Unreachable(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}

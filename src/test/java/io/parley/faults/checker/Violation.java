package io.parley.faults.checker;

/**
 * A broken promise.
 *
 * @param promise such as {@code C1}
 * @param where the client, conversation or node that it was seen at
 */
public record Violation(String promise, String where, String what) {
    @Override
    public String toString() {
        return promise + " " + where + ": " + what;
    }
}

package io.parley.faults.checker;

import java.util.List;
import java.util.Locale;

/** C8: heap and buffers stay under their bounds. */
public final class Bounds {
    private Bounds() {}

    /**
     * One thing that was measured.
     *
     * @param where the node
     * @param most what it may be
     */
    public record Measured(String where, String what, double value, double most) {}

    /** What is over its bound. */
    public static List<Violation> broken(List<Measured> all) {
        return all.stream()
                .filter(measured -> !(measured.value() <= measured.most()))
                .map(measured -> new Violation(
                        "C8",
                        measured.where(),
                        String.format(
                                Locale.ROOT,
                                "%s is %.0f, at most %.0f is allowed",
                                measured.what(),
                                measured.value(),
                                measured.most())))
                .toList();
    }
}

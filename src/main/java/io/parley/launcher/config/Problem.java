package io.parley.launcher.config;

import java.util.Comparator;

/**
 * One thing that is wrong with the configuration.
 *
 * @param place where it was written
 * @param pointer JSON pointer of the value; empty for the whole document
 * @param text what was expected, and what was found instead
 */
record Problem(Place place, String pointer, String text) {
    static final Comparator<Problem> BY_PLACE = Comparator.comparing((Problem problem) -> problem.place.source())
            .thenComparingInt(problem -> problem.place.line())
            .thenComparingInt(problem -> problem.place.column())
            .thenComparing(Problem::text);

    /** The same with its pointer as {@code file} has it, if it was written there. */
    Problem moved(String from, String to, String file) {
        boolean moves = place.source().equals(file) && pointer.startsWith(from);
        return moves ? new Problem(place, to + pointer.substring(from.length()), text) : this;
    }

    @Override
    public String toString() {
        return place + ": " + (pointer.isEmpty() ? "" : pointer + ": ") + text;
    }
}

package io.parley.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Lists of a few sizes only, so that few statements are prepared. */
final class Padded {
    /** No id is empty. */
    private static final String NOBODY = "";

    private Padded() {}

    /** {@code ids}, and as many empty ones that their number is a power of two. */
    static List<String> texts(Collection<String> ids) {
        List<String> padded = new ArrayList<>(ids);
        int size = Integer.highestOneBit(Math.max(1, ids.size()));
        int full = size == Math.max(1, ids.size()) ? size : size * 2;
        while (padded.size() < full) {
            padded.add(NOBODY);
        }
        return padded;
    }

    /**
     * As {@link #texts}, and never one alone: a row that a statement names alone MySQL reads before it runs the statement, with the
     * lock of the outer statement and not of the inner one, so it waits for whoever holds the row.
     */
    static List<String> several(Collection<String> ids) {
        List<String> padded = texts(ids);
        if (padded.size() == 1) {
            padded.add(NOBODY);
        }
        return padded;
    }
}

package io.parley.gateway;

import java.util.Comparator;
import java.util.TreeSet;

/** What is to be done at a time, with one timer for all. Confined to one context; holds what its callers have not cancelled. */
final class Deadlines {
    private final TreeSet<Deadline> waiting =
            new TreeSet<>(Comparator.comparingLong(Deadline::dueMs).thenComparingLong(Deadline::number));
    private long number;

    /** One thing to be done once. */
    record Deadline(long dueMs, long number, Runnable action) {}

    /** {@code action} is done at the first {@link #sweep} at or after {@code dueMs}, in epoch milliseconds. */
    Deadline at(long dueMs, Runnable action) {
        Deadline deadline = new Deadline(dueMs, number++, action);
        waiting.add(deadline);
        return deadline;
    }

    /** Nothing where it has been done. */
    void cancel(Deadline deadline) {
        waiting.remove(deadline);
    }

    /** Does what is due. To be called often. */
    void sweep(long nowMs) {
        while (!waiting.isEmpty() && waiting.first().dueMs() <= nowMs) {
            waiting.pollFirst().action().run();
        }
    }

    int size() {
        return waiting.size();
    }
}

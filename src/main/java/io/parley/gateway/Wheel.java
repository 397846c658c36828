package io.parley.gateway;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The pings of all who can be pinged, spread evenly over the interval, with one timer for all. Confined to one context.
 */
final class Wheel {
    static final int SLOTS = 32;
    /** How many slots after its ping a connection must have answered: three eighths of the interval. */
    static final int PATIENCE = 12;

    private final List<Set<Rider>> slots = new ArrayList<>();
    private int next;
    private int now;

    /** Who is pinged. */
    interface Rider {
        /** Time for a ping. */
        void beat();

        /** Whoever did not answer the last ping is gone. */
        void requirePong();
    }

    Wheel() {
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new LinkedHashSet<>());
        }
    }

    /** How often {@link #turn} is to be called for each rider to be pinged every {@code intervalMs}. */
    static long tickMs(long intervalMs) {
        return Math.max(1, intervalMs / SLOTS);
    }

    /** Returns the slot, to be given to {@link #remove}. */
    int add(Rider rider) {
        int slot = next;
        next = (next + 1) % SLOTS;
        slots.get(slot).add(rider);
        return slot;
    }

    void remove(Rider rider, int slot) {
        slots.get(slot).remove(rider);
    }

    /**
     * Pings the riders of the next slot, and lets go of those that did not answer in time. True when that was the last
     * slot, so that all have had their turn.
     */
    boolean turn() {
        List.copyOf(slots.get(Math.floorMod(now - PATIENCE, SLOTS))).forEach(Rider::requirePong);
        List.copyOf(slots.get(now)).forEach(Rider::beat);
        now = (now + 1) % SLOTS;
        return now == 0;
    }
}

package io.parley.gateway;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The pings of all connections, spread evenly over the interval, with one timer for all. Confined to one context.
 */
final class Wheel {
    static final int SLOTS = 32;
    /** How many slots after its ping a connection must have answered: three eighths of the interval. */
    static final int PATIENCE = 12;

    private final List<Set<Connection>> slots = new ArrayList<>();
    private int next;
    private int now;

    Wheel() {
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new LinkedHashSet<>());
        }
    }

    /** How often {@link #turn} is to be called for each connection to be pinged every {@code intervalMs}. */
    static long tickMs(long intervalMs) {
        return Math.max(1, intervalMs / SLOTS);
    }

    /** Returns the slot, to be given to {@link #remove}. */
    int add(Connection connection) {
        int slot = next;
        next = (next + 1) % SLOTS;
        slots.get(slot).add(connection);
        return slot;
    }

    void remove(Connection connection, int slot) {
        slots.get(slot).remove(connection);
    }

    /**
     * Pings the connections of the next slot, and lets go of those that did not answer in time. True when that was the last
     * slot, so that all have had their turn.
     */
    boolean turn() {
        List.copyOf(slots.get(Math.floorMod(now - PATIENCE, SLOTS))).forEach(Connection::requirePong);
        List.copyOf(slots.get(now)).forEach(Connection::beat);
        now = (now + 1) % SLOTS;
        return now == 0;
    }
}

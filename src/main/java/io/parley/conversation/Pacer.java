package io.parley.conversation;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Holds what streams to one message in so many milliseconds: the first leaves at once, what comes too soon waits for a
 * tick that all share. The tick runs only while something waits. Confined to one context.
 */
final class Pacer {
    private final Vertx vertx;
    private final long intervalMs;
    private final LongSupplier nanoTime;
    private final Set<Paced> waiting = new LinkedHashSet<>();
    private boolean ticking;

    /** Something that streams. */
    interface Paced {
        /** When it last sent something ({@code nanoTime}); a long time ago where it never did. */
        long lastSentNanos();

        /** Sends what has come since, if anything. */
        void send(long nowNanos);
    }

    Pacer(Vertx vertx, long intervalMs, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.intervalMs = intervalMs;
        this.nanoTime = nanoTime;
    }

    /** {@code thing} has something to send: now where it may, else with a later tick. */
    void changed(Paced thing, long nowNanos) {
        if (waiting.contains(thing)) {
            return;
        }
        if (isDue(thing, nowNanos)) {
            thing.send(nowNanos);
        } else {
            waiting.add(thing);
            tick();
        }
    }

    private boolean isDue(Paced thing, long nowNanos) {
        return nowNanos - thing.lastSentNanos() >= intervalMs * 1_000_000;
    }

    private void tick() {
        if (!ticking) {
            ticking = true;
            vertx.setTimer(Math.max(1, intervalMs), timer -> ticked(nanoTime.getAsLong()));
        }
    }

    private void ticked(long nowNanos) {
        ticking = false;
        for (Paced thing : new ArrayList<>(waiting)) {
            if (isDue(thing, nowNanos)) {
                waiting.remove(thing);
                thing.send(nowNanos);
            }
        }
        if (!waiting.isEmpty()) {
            tick();
        }
    }
}

package io.parley.conversation;

import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
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

        /** It could not: it has thrown this. */
        void broke(RuntimeException failure);
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
            send(thing, nowNanos);
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
        List<Paced> due =
                waiting.stream().filter(thing -> isDue(thing, nowNanos)).toList();
        due.forEach(waiting::remove);
        if (!waiting.isEmpty()) {
            tick();
        }
        due.forEach(thing -> send(thing, nowNanos));
    }

    /** Each for itself, so that what one of them throws does no harm to the others. */
    private static void send(Paced thing, long nowNanos) {
        try {
            thing.send(nowNanos);
        } catch (RuntimeException failure) {
            thing.broke(failure);
        }
    }
}

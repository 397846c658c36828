package io.parley.conversation;

import io.parley.ops.EventLog;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/** One clock for all that has time limits; it runs only while there is something. Confined to one context. */
final class Pulse {
    private static final EventLog LOG = EventLog.of(Pulse.class, EventLog.CONVERSATION);
    private static final long NONE = -1;

    private final Vertx vertx;
    private final long intervalMs;
    private final LongSupplier nanoTime;
    private final Set<Beating> beating = new LinkedHashSet<>();
    private long timer = NONE;

    /** Something that looks at the clock. */
    interface Beating {
        void beat(long nowNanos);
    }

    Pulse(Vertx vertx, long intervalMs, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.intervalMs = intervalMs;
        this.nanoTime = nanoTime;
    }

    void add(Beating thing) {
        beating.add(thing);
        if (timer == NONE) {
            timer = vertx.setPeriodic(intervalMs, id -> beat());
        }
    }

    void remove(Beating thing) {
        beating.remove(thing);
        if (beating.isEmpty() && timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }

    private void beat() {
        long now = nanoTime.getAsLong();
        new ArrayList<>(beating).forEach(thing -> beat(thing, now));
    }

    /** Each for itself, so that what one of them throws does no harm to the others. */
    private static void beat(Beating thing, long now) {
        try {
            thing.beat(now);
        } catch (RuntimeException failure) {
            LOG.error("beat_failed").setCause(failure).log("the time limits of a conversation could not be looked at");
        }
    }
}

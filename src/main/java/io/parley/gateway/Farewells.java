package io.parley.gateway;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Connections that ended while their owner may not have heard of it: it is told again at its next beats, which show that it
 * can be reached. Bounded: of too many the oldest are forgotten. Confined to one context.
 */
final class Farewells {
    private static final int MAX = 10_000;
    private static final int AT_ONCE = 1_000;
    private static final int BEATS = 2;
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final LongSupplier nanoTime;
    private final Deque<Farewell> waiting = new ArrayDeque<>();

    private record Farewell(Link link, Runnable telling, long sinceNanos, int beats) {
        /** Where no answer to its register was heard, anybody may have it. */
        boolean concerns(String instance) {
            return !link.hasOwner() || link.isOwnedBy(instance);
        }
    }

    Farewells(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** {@code telling} is done at the next {@value #BEATS} beats of the owner of {@code link}, within a minute. */
    void add(Link link, Runnable telling) {
        if (waiting.size() >= MAX) {
            waiting.remove();
        }
        waiting.add(new Farewell(link, telling, nanoTime.getAsLong(), BEATS));
    }

    /** {@code instance} lives, and can be reached. */
    void heard(String instance) {
        long now = nanoTime.getAsLong();
        waiting.removeIf(farewell -> now - farewell.sinceNanos() >= KEPT_NANOS);
        for (Farewell farewell : take(instance)) {
            farewell.telling().run();
            if (farewell.beats() > 1) {
                waiting.add(
                        new Farewell(farewell.link(), farewell.telling(), farewell.sinceNanos(), farewell.beats() - 1));
            }
        }
    }

    private List<Farewell> take(String instance) {
        List<Farewell> taken = new ArrayList<>();
        Iterator<Farewell> all = waiting.iterator();
        while (all.hasNext() && taken.size() < AT_ONCE) {
            Farewell farewell = all.next();
            if (farewell.concerns(instance)) {
                all.remove();
                taken.add(farewell);
            }
        }
        return taken;
    }
}

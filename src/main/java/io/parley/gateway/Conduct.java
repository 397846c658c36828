package io.parley.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** How often one client was too fast. Confined to one context. */
final class Conduct {
    private static final int STRIKES = 3;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Deque<Long> strikes = new ArrayDeque<>();

    /** It was too fast. True when that was once too often. */
    boolean strike(long nowNanos) {
        strikes.add(nowNanos);
        if (strikes.size() > STRIKES) {
            strikes.remove();
        }
        return strikes.size() == STRIKES && nowNanos - strikes.element() < WINDOW_NANOS;
    }
}

package io.parley.gateway;

import java.util.concurrent.TimeUnit;

/** The pings of one client of the event-bus bridge, which come every few seconds. Confined to one context. */
final class Pings {
    private static final long APART_NANOS = TimeUnit.SECONDS.toNanos(1);

    private long dueNanos = System.nanoTime();

    /** One came. Whether that is too soon after the one before to be of a client that only says that it is there. */
    boolean isTooSoon(long nowNanos) {
        boolean isTooSoon = nowNanos - dueNanos < 0;
        dueNanos = nowNanos + APART_NANOS;
        return isTooSoon;
    }
}

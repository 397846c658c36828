package io.parley.redis;

import java.util.concurrent.TimeUnit;

/** Numbers that are published on a channel of their own and have to come back. Pure. */
final class Canary {
    private final String channel;
    private final long patienceNanos;
    private long last;
    private long flown;
    private long back;
    /** Since when one is away; says nothing while none is. */
    private long awayNanos;

    Canary(String channel, long patienceMs) {
        this.channel = channel;
        this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMs);
    }

    String channel() {
        return channel;
    }

    /** A number to be published. */
    long next() {
        return ++last;
    }

    /** {@code number} was published, or must come for another reason. */
    void flew(long number, long nowNanos) {
        if (number > back && flown <= back) {
            awayNanos = nowNanos;
        }
        flown = Math.max(flown, number);
    }

    /** {@code number} came back, and so did all before it or will not be waited for. */
    void cameBack(long number) {
        back = Math.max(back, number);
    }

    /** False when one was away for too long. */
    boolean isWell(long nowNanos) {
        return flown <= back || nowNanos - awayNanos < patienceNanos;
    }
}

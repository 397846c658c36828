package io.parley.redis;

import java.util.random.RandomGenerator;

/** How long to wait before the next attempt: doubled each time from 50 ms to 2 s, of which a random half is waited. */
final class Backoff {
    static final long FIRST_MS = 50;
    static final long LAST_MS = 2_000;

    private final RandomGenerator random;
    private long nextMs = FIRST_MS;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    long nextMs() {
        long most = nextMs;
        nextMs = Math.min(most * 2, LAST_MS);
        return most / 2 + random.nextLong(most / 2 + 1);
    }

    void reset() {
        nextMs = FIRST_MS;
    }
}

package io.parley.client;

import java.util.random.RandomGenerator;

/** How long to wait before the next try: any part of a time that doubles from 1 s to 30 s (full jitter). */
final class Backoff {
    private static final long FIRST_MS = 1_000;
    private static final long LAST_MS = 30_000;

    private final RandomGenerator random;
    private long mostMs = FIRST_MS;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    long nextMs() {
        long most = mostMs;
        mostMs = Math.min(most * 2, LAST_MS);
        return random.nextLong(most + 1);
    }

    void reset() {
        mostMs = FIRST_MS;
    }
}

package io.parley.faults.proxy;

/**
 * What happens to the bytes that go one way.
 *
 * @param latencyMs how much later they arrive
 * @param bytesPerSecond how many a connection passes; 0 for no limit
 * @param blackHole whether they arrive at all; what was held arrives when this ends
 */
record Weather(long latencyMs, long bytesPerSecond, boolean blackHole) {
    static final Weather FAIR = new Weather(0, 0, false);

    Weather withLatencyMs(long newLatencyMs) {
        return new Weather(newLatencyMs, bytesPerSecond, blackHole);
    }

    Weather withBytesPerSecond(long newBytesPerSecond) {
        return new Weather(latencyMs, newBytesPerSecond, blackHole);
    }

    Weather withBlackHole(boolean newBlackHole) {
        return new Weather(latencyMs, bytesPerSecond, newBlackHole);
    }
}

package io.parley.launcher.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What was measured. Confined to the context of its generator, until that is done.
 *
 * <p>Rates count what ended while the measurement ran; latencies are those of what began while it ran.
 */
final class Tally {
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);

    private final Histogram acks = histogram();
    private final Histogram firstTokens = histogram();
    private final Histogram replies = histogram();
    private final Map<String, Integer> errors = new TreeMap<>();
    private boolean measuring;
    private long beganNanos;
    private long endedNanos;
    private long roundTrips;

    void begin(long nowNanos) {
        measuring = true;
        beganNanos = nowNanos;
    }

    void end(long nowNanos) {
        measuring = false;
        endedNanos = nowNanos;
    }

    void acknowledged(long sentNanos, long nowNanos) {
        record(acks, sentNanos, nowNanos);
    }

    void firstToken(long sentNanos, long nowNanos) {
        record(firstTokens, sentNanos, nowNanos);
    }

    void replied(long sentNanos, long nowNanos) {
        record(replies, sentNanos, nowNanos);
    }

    void roundTrip() {
        roundTrips += measuring ? 1 : 0;
    }

    /** Counted whenever it comes, in the warm-up too: a measurement with errors is to say so. */
    void failed(String code, int count) {
        if (count > 0) {
            errors.merge(code, count, Integer::sum);
        }
    }

    void add(Tally other) {
        acks.add(other.acks);
        firstTokens.add(other.firstTokens);
        replies.add(other.replies);
        other.errors.forEach((code, count) -> failed(code, count));
        roundTrips += other.roundTrips;
        beganNanos = other.beganNanos;
        endedNanos = other.endedNanos;
    }

    Histogram acks() {
        return acks;
    }

    Histogram firstTokens() {
        return firstTokens;
    }

    Histogram replies() {
        return replies;
    }

    Map<String, Integer> errors() {
        return errors;
    }

    long roundTrips() {
        return roundTrips;
    }

    double seconds() {
        return (endedNanos - beganNanos) / 1e9;
    }

    private void record(Histogram histogram, long sentNanos, long nowNanos) {
        boolean within = (measuring || endedNanos != 0) && sentNanos - beganNanos >= 0;
        if (within && (measuring || sentNanos - endedNanos <= 0)) {
            histogram.recordValue(Math.min(LONGEST_MICROS, TimeUnit.NANOSECONDS.toMicros(nowNanos - sentNanos)));
        }
    }

    private static Histogram histogram() {
        return new Histogram(LONGEST_MICROS, 3);
    }
}

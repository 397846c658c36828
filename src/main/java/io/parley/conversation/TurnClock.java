package io.parley.conversation;

import io.parley.protocol.Phrase;
import org.jspecify.annotations.Nullable;

/** The time limits of one attempt. Pure: it is told the time ({@code nanoTime}). */
final class TurnClock {
    private static final long MS = 1_000_000;

    private final TurnLimits limits;
    private boolean streams;
    private final long startedNanos;
    /** Since when its agent is to say something. */
    private long expectedNanos;

    private long heardNanos;
    private boolean heard;

    /** {@code streams}: text is expected to come; else only the total counts, unless the agent says that it {@link #streams}. */
    TurnClock(TurnLimits limits, boolean streams, long nowNanos) {
        this.limits = limits;
        this.streams = streams;
        this.startedNanos = nowNanos;
        this.expectedNanos = nowNanos;
    }

    /** From now on text is expected, whatever was heard before. */
    void streams(long nowNanos) {
        if (!streams) {
            streams = true;
            expectedNanos = nowNanos;
            heard = false;
        }
    }

    /** The agent said something. */
    void heard(long nowNanos) {
        heard = true;
        heardNanos = nowNanos;
    }

    /** Which limit has passed, as a sentence; null for none. */
    @Nullable
    Phrase overdue(long nowNanos) {
        if (nowNanos - startedNanos > limits.totalTimeoutMs() * MS) {
            return Phrase.of("answer.total_timeout");
        }
        if (!streams) {
            return null;
        }
        if (heard) {
            return nowNanos - heardNanos > limits.idleTimeoutMs() * MS ? Phrase.of("answer.idle_timeout") : null;
        }
        return nowNanos - expectedNanos > limits.firstTokenTimeoutMs() * MS
                ? Phrase.of("answer.first_token_timeout")
                : null;
    }
}

package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnClockTest {
    private static final TurnLimits LIMITS = new TurnLimits(2_000, 1_000, 600_000, 1_048_576, 3);

    private final TurnClock clock = new TurnClock(LIMITS, false, 0);

    @Test
    void silenceBeforeItStreamsDoesNotCount() {
        clock.heard(seconds(1));

        clock.streams(seconds(60));

        assertThat(clock.overdue(seconds(61))).isNull();
        assertThat(clock.overdue(seconds(63))).isNotNull();
    }

    @Test
    void sayingAgainThatItStreamsPutsNothingOff() {
        clock.streams(seconds(60));
        clock.heard(seconds(61));

        clock.streams(seconds(62));

        assertThat(clock.overdue(seconds(63))).isNotNull();
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}

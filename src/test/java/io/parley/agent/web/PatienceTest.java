package io.parley.agent.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "none|-1",
                "0|0",
                "7|7000",
                "1.5|1500",
                "Sat, 28 Nov 2026 12:00:09 GMT|9000",
                "Sat, 28 Nov 2026 11:00:00 GMT|0",
                "soon|-1",
                "-3|-1",
                "2147483648|2147483648000",
                "99999999999999999999|9223372036854775807"
            })
    void retryAfterIsSecondsOrADate(String header, long ms) {
        assertThat(Patience.retryAfterMs(header, NOW)).isEqualTo(ms);
    }

    @Test
    void waitIsWhatWasAskedForOrGrowsAndIsBounded() {
        Patience patience = new Patience(3, 1_000);

        assertThat(patience.waitMs(1, broken(700))).isEqualTo(700);
        assertThat(patience.waitMs(1, broken(1_001))).isNegative();
        assertThat(patience.waitMs(1, broken(Unanswered.NOT_SAID))).isBetween(250L, 500L);
        assertThat(patience.waitMs(2, broken(Unanswered.NOT_SAID))).isBetween(500L, 1_000L);
        assertThat(patience.waitMs(3, broken(Unanswered.NOT_SAID))).isBetween(500L, 1_000L);
        assertThat(patience.waitMs(4, broken(Unanswered.NOT_SAID))).isNegative();
        assertThat(patience.waitMs(1, Unanswered.of(Unanswered.Reason.CUT, "cut")))
                .isNegative();
    }

    private static Unanswered broken(long afterMs) {
        return Unanswered.status(Unanswered.Reason.BROKEN, 503, afterMs, "answered 503");
    }
}

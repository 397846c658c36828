package io.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {
    @ParameterizedTest
    @EnumSource
    void whatMayBeTriedAgainSaysHowSoon(ErrorCode code) {
        Long retryAfterMs = code.retryAfterMs();

        if (code.retry()) {
            assertThat(retryAfterMs).isBetween(1L, 5_000L);
        } else {
            assertThat(retryAfterMs).isNull();
        }
    }
}

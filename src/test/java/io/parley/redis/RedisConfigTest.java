package io.parley.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RedisConfigTest {
    @Test
    void itsTextDoesNotShowThePassword() {
        RedisConfig config = new RedisConfig(true, "redis.example.org", 6379, 2, "parley", "s3cret", 2_000, 4_096);

        assertThat(config.toString())
                .contains("redis.example.org:6379/2", "***")
                .doesNotContain("s3cret");
    }

    @Test
    void wrongValuesAreNamed() {
        assertThatThrownBy(() -> RedisConfig.at("redis://user:pw@host", 6379)).hasMessageContaining("redis.host");
        assertThatThrownBy(() -> RedisConfig.at("localhost", 65_536)).hasMessageContaining("redis.port");
        assertThatThrownBy(() -> new RedisConfig(true, "h", 1, 0, "user", null, 2_000, 4_096))
                .hasMessageContaining("redis.password is missing");
    }

    @Test
    void waitsBetweenAttemptsGrowToTwoSecondsAndBeginAnew() {
        Backoff backoff = new Backoff(new SplittableRandom(1));

        long[] waits = LongStream.generate(backoff::nextMs).limit(20).toArray();
        backoff.reset();

        assertThat(waits[0]).isBetween(25L, 50L);
        assertThat(waits[3]).isBetween(200L, 400L);
        assertThat(waits[19]).isBetween(1_000L, 2_000L);
        assertThat(backoff.nextMs()).isBetween(25L, 50L);
    }
}

package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Times;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of the Redis that all nodes share, while clients talk: they notice nothing. */
@Tag("slow")
class RedisOutageTest {
    private static final Duration OUTAGE = Duration.ofSeconds(2);
    private static final Duration FREEZE = Duration.ofSeconds(25);
    private static final Duration SLOWEST = Duration.ofSeconds(3);

    private interface Fault {
        void strike(Stage stage, Crowd crowd) throws Exception;
    }

    @Row(14)
    @Test
    void nobodyNoticesARedisThatIsKilled(Figures figures) throws Exception {
        unnoticed("redis-kill", figures, (stage, crowd) -> {
            stage.redis().kill();
            crowd.pass(OUTAGE);
            stage.redis().restart();
        });
    }

    @Row(15)
    @Test
    void nobodyWaitsForARedisThatIsFrozen(Figures figures) throws Exception {
        unnoticed("redis-freeze", figures, (stage, crowd) -> {
            stage.redis().freeze();
            crowd.pass(FREEZE);
            stage.redis().thaw();
        });
    }

    @Row(16)
    @Test
    void nobodyNoticesARedisThatIsFlushed(Figures figures) throws Exception {
        unnoticed("redis-flush", figures, (stage, crowd) -> stage.redis().flush());
    }

    private static void unnoticed(String name, Figures figures, Fault fault) throws Exception {
        try (Stage stage = new Stage(name)) {
            Crowd crowd = stage.gather(40, 4);
            crowd.talk(Duration.ofMillis(50), 10, 20);
            crowd.pass(Duration.ofSeconds(3));
            fault.strike(stage, crowd);
            crowd.pass(Duration.ofSeconds(5));
            crowd.hush();
            crowd.settle(Duration.ofSeconds(60));

            Contract.holds(crowd, stage.nodes().url("g1"), stage.nodes());
            Times acks = Times.ofAcks(crowd.lines());
            figures.add("p95 ack", acks.percentile(95)).add("slowest ack", acks.percentile(100));
            assertThat(crowd.refused()).isEmpty();
            assertThat(crowd.lines()).noneMatch(line -> line.got("error"));
            assertThat(acks.percentile(100)).isLessThan(SLOWEST);
        }
    }
}

package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.TransportKind;
import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Setup;
import io.parley.faults.node.Nodes;
import io.parley.redis.RedisServer;
import io.parley.store.MariaDbServer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of the Redis through which nodes speak, while clients talk: nothing is answered meanwhile, and nothing is lost. */
@Tag("slow")
class RedisTransportAwayTest {
    private static final Duration OUTAGE = Duration.ofSeconds(2);
    private static final Duration FREEZE = Duration.ofSeconds(25);
    /** 5 s until it is heard again, and what clients wait after they were refused. */
    private static final Duration WORKS = Duration.ofSeconds(10);

    private interface Fault {
        void strike(RedisServer redis, Crowd crowd) throws Exception;
    }

    @Row(14)
    @Test
    void killedRedisIsHeardAgainAndLosesNothing(Figures figures) throws Exception {
        away("kill", figures, (redis, crowd) -> {
            redis.kill();
            crowd.pass(OUTAGE);
            redis.restart();
        });
    }

    @Row(15)
    @Test
    void frozenRedisLosesNothing(Figures figures) throws Exception {
        away("freeze", figures, (redis, crowd) -> {
            redis.freeze();
            crowd.pass(FREEZE);
            redis.thaw();
        });
    }

    @Row(16)
    @Test
    void flushedRedisLosesNothing(Figures figures) throws Exception {
        away("flush", figures, (redis, crowd) -> redis.flush());
    }

    private static void away(String name, Figures figures, Fault fault) throws Exception {
        try (MariaDbServer server = MariaDbServer.start();
                Nodes nodes = Nodes.called("over-redis-" + name).over(TransportKind.REDIS)) {
            Ownership ownership = Ownership.start(server, nodes);
            try (Crowd crowd = Crowd.gather(Setup.of(nodes.url("gateway")).withClients(40, 4), nodes.journal())) {
                crowd.talk(Duration.ofMillis(50), 10, 20);
                crowd.pass(Duration.ofSeconds(3));

                fault.strike(nodes.redis(), crowd);
                long back = System.nanoTime();
                crowd.hush();
                crowd.awaitConnected(Duration.ofSeconds(60));
                crowd.askAll(3, 5);
                crowd.settle(Duration.ofSeconds(60));

                Duration works = Duration.ofNanos(System.nanoTime() - back);
                figures.add("works after", works);
                Contract.holds(crowd, nodes.url("gateway"), nodes);
                assertThat(ownership.outOfEpoch()).isEmpty();
                assertThat(crowd.refused()).isEmpty();
                assertThat(works).isLessThan(WORKS);
            }
        }
    }
}

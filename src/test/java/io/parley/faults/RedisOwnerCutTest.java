package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.TransportKind;
import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Setup;
import io.parley.faults.node.Nodes;
import io.parley.faults.proxy.ChaosProxy;
import io.parley.faults.proxy.Direction;
import io.parley.store.MariaDbServer;
import io.parley.store.StoreConfig;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A conversation node and the Redis through which it speaks do not hear each other; it reaches the database, so that its lease
 * never ends. Needs no root.
 */
@Row(11)
@Tag("slow")
class RedisOwnerCutTest {
    private static final int IDLE_MS = 5_000;
    /** Its gateway is let go after a lease, of 10 s, and what is idle since is given back when its sessions are over. */
    private static final Duration GIVEN_BACK = Duration.ofSeconds(45);

    private static final Duration WORKS = Duration.ofSeconds(15);

    @Test
    void ownerThatIsCutOffGivesBackWhatIsIdleAndDisturbsNobodyWhenItReturns(Figures figures) throws Exception {
        try (MariaDbServer server = MariaDbServer.start();
                Nodes nodes = Nodes.called("redis-owner-cut").over(TransportKind.REDIS);
                ChaosProxy toRedis = ChaosProxy.to(nodes.redis().port())) {
            StoreConfig.MySql database =
                    Objects.requireNonNull(server.newDatabase().mysql());
            nodes.on(database, server.port())
                    .set("conversation.idle_ms", IDLE_MS)
                    .set("conversation.session_ttl_ms", IDLE_MS);
            Ownership ownership = Ownership.in(server, database);
            nodes.startMember("a", "conversation", "--set", "redis.port=" + toRedis.port())
                    .awaitReady();
            nodes.startMember("gateway", "gateway").awaitReady();
            try (Crowd crowd = Crowd.gather(Setup.of(nodes.url("gateway")).withClients(20, 4), nodes.journal())) {
                crowd.askAll(100, 20);
                crowd.pass(Duration.ofSeconds(1));
                List<String> all = ownership.owned(nodes.node("a"));
                assertThat(all).hasSize(5);
                nodes.startMember("b", "conversation").awaitReady();

                for (Direction way : Direction.values()) {
                    toRedis.blackHole(way);
                }
                long cut = System.nanoTime();
                crowd.askAll(3, 5);
                crowd.settle(GIVEN_BACK);
                figures.add("answered by another after", Duration.ofNanos(System.nanoTime() - cut));
                assertThat(ownership.owned(nodes.node("b"))).containsExactlyInAnyOrderElementsOf(all);
                Duration works = PartitionTest.healed(toRedis::heal, crowd);

                Contract.holds(crowd, nodes.url("gateway"), nodes);
                figures.add("works after", works);
                assertThat(ownership.outOfEpoch()).isEmpty();
                assertThat(works).isLessThan(WORKS);
            }
        }
    }
}

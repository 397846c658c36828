package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.TransportKind;
import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Setup;
import io.parley.faults.checker.Times;
import io.parley.faults.node.Nodes;
import io.parley.faults.proxy.ChaosProxy;
import io.parley.faults.proxy.Direction;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway and the Redis through which it speaks to the conversations do not hear each other for half a minute. Needs no root. */
@Row(10)
@Tag("slow")
class RedisPartitionTest {
    private static final Duration CUT = Duration.ofSeconds(30);
    private static final Duration TOLD = Duration.ofSeconds(5);
    private static final Duration WORKS = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(strings = {"UP DOWN", "UP", "DOWN"})
    void gatewayThatIsCutOffRefusesInTimeAndWorksAgainByItself(String ways, Figures figures) throws Exception {
        try (Nodes nodes = Nodes.called("redis-partition-" + ways.replace(' ', '-'))
                        .over(TransportKind.REDIS);
                ChaosProxy toRedis = ChaosProxy.to(nodes.redis().port())) {
            nodes.startMember("conversation", "conversation").awaitReady();
            nodes.startMember("g2", "gateway");
            nodes.startMember("g1", "gateway", "--set", "redis.port=" + toRedis.port());
            nodes.awaitReady();
            Setup near = Setup.of(nodes.url("g2")).withPrefix("near-").withClients(20, 5);
            Setup far = Setup.of(nodes.url("g1")).withPrefix("far-").withClients(20, 5);
            try (Crowd bystanders = Crowd.gather(near, nodes.journal("near"));
                    Crowd crowd = Crowd.gather(far, nodes.journal("far"))) {
                bystanders.talk(Duration.ofMillis(100), 5, 20);
                crowd.talk(Duration.ofMillis(100), 5, 20);
                crowd.pass(Duration.ofSeconds(5));

                List.of(ways.split(" ", -1)).forEach(way -> toRedis.blackHole(Direction.valueOf(way)));
                crowd.pass(CUT);
                Duration told = PartitionTest.slowestAnswer(crowd.lines());
                Duration works = PartitionTest.healed(toRedis::heal, crowd);
                bystanders.hush();
                bystanders.settle(Duration.ofSeconds(30));

                Contract.holds(crowd, nodes.url("g2"));
                Contract.holds(bystanders, nodes.url("g2"), nodes);
                figures.add("refused within", told)
                        .add("works after", works)
                        .add("others' p95 ack", Times.ofAcks(bystanders.lines()).percentile(95));
                assertThat(crowd.refused()).isEmpty();
                assertThat(Times.ofReturns(bystanders.lines()).count()).isZero();
                assertThat(crowd.lines()).as("somebody was refused").anyMatch(line -> line.got("error"));
                assertThat(told).isLessThan(TOLD);
                assertThat(works).isLessThan(WORKS);
            }
        }
    }
}

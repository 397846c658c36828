package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.bus.TransportKind;
import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Setup;
import io.parley.faults.checker.Times;
import io.parley.faults.node.Meter;
import io.parley.faults.node.Nodes;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Row(6)
@Tag("slow")
class FrozenGatewayTest {
    @ParameterizedTest
    @CsvSource({"EVENTBUS, user", "EVENTBUS, node", "REDIS, user", "REDIS, node"})
    void clientsOfAFrozenGatewayMoveAndItServesAgainWhenItIsRevived(
            TransportKind transport, String pushTo, Figures figures) throws Exception {
        try (Nodes nodes = Nodes.called("frozen-gateway-" + transport + "-" + pushTo)
                .over(transport)
                .set("gateway.push_to", pushTo)) {
            nodes.startMember("conversation", "conversation");
            nodes.startMember("g1", "gateway");
            nodes.startMember("g2", "gateway");
            nodes.awaitReady();
            Setup setup = Setup.of(nodes.url("g1"), nodes.url("g2"))
                    .withClients(100, 5)
                    .withPing(Duration.ofSeconds(2), Duration.ofSeconds(3));
            try (Crowd crowd = Crowd.gather(setup, nodes.journal())) {
                crowd.talk(Duration.ofMillis(50), 20, 20);
                crowd.pass(Duration.ofSeconds(2));

                nodes.node("g1").freeze();
                crowd.pass(Duration.ofSeconds(20));
                crowd.awaitConnected(Duration.ofSeconds(10));
                nodes.node("g1").thaw();
                URI metrics = nodes.node("g1").metrics().orElseThrow();
                await().atMost(Duration.ofSeconds(30)).until(() -> Meter.connections(metrics, "connected") == 0);
                crowd.pass(Duration.ofSeconds(5));
                crowd.hush();
                crowd.settle(Duration.ofSeconds(60));
                Setup late = Setup.of(nodes.url("g1")).withPrefix("late-").withClients(10, 5);
                try (Crowd again = Crowd.gather(late, nodes.journal("late"))) {
                    again.askAll(10, 10);
                    again.settle(Duration.ofSeconds(30));
                    Contract.holds(again, nodes.url("g1"));
                }

                Contract.holds(crowd, nodes.url("g2"), nodes, Contract.REVIVED);
                Times returns = Times.ofReturns(crowd.lines());
                figures.add("moved", returns.count()).add("p95 back", returns.percentile(95));
                assertThat(returns.count()).isGreaterThan(30);
                assertThat(crowd.refused()).isEmpty();
            }
        }
    }
}

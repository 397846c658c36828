package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.TransportKind;
import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Setup;
import io.parley.faults.checker.Times;
import io.parley.faults.node.Nodes;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Row(3)
@Tag("slow")
class GatewayKillTest {
    @ParameterizedTest
    @EnumSource
    void clientsOfAKilledGatewayComeBackOnTheOther(TransportKind transport, Figures figures) throws Exception {
        try (Nodes nodes = Nodes.called("gateway-kill-" + transport).over(transport)) {
            nodes.startMember("conversation", "conversation");
            nodes.startMember("g1", "gateway");
            nodes.startMember("g2", "gateway");
            nodes.awaitReady();
            Setup setup = Setup.of(nodes.url("g1"), nodes.url("g2"))
                    .withClients(500, 5)
                    .withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
            try (Crowd crowd = Crowd.gather(setup, nodes.journal())) {
                crowd.talk(Duration.ofMillis(20), 20, 20);
                crowd.pass(Duration.ofSeconds(3));

                nodes.node("g1").kill();
                crowd.awaitConnected(Duration.ofSeconds(60));
                crowd.pass(Duration.ofSeconds(3));
                crowd.hush();
                crowd.settle(Duration.ofSeconds(60));

                Contract.holds(crowd, nodes.url("g2"), nodes);
                Times returns = Times.ofReturns(crowd.lines());
                figures.add("came back", returns.count())
                        .add("median", returns.percentile(50))
                        .add("p95 back", returns.percentile(95));
                assertThat(returns.count()).isBetween(150, 350);
                assertThat(returns.percentile(95)).isLessThan(Duration.ofSeconds(5));
            }
        }
    }
}

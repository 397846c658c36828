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

@Row(4)
@Tag("slow")
class GatewayStopTest {
    private static final int EXIT_S = 30;

    @ParameterizedTest
    @EnumSource
    void nobodySeesAnErrorWhenAGatewayIsStoppedUnderLoad(TransportKind transport, Figures figures) throws Exception {
        try (Nodes nodes = Nodes.called("gateway-stop-" + transport).over(transport)) {
            nodes.startMember("conversation", "conversation");
            nodes.startMember("g1", "gateway");
            nodes.startMember("g2", "gateway");
            nodes.awaitReady();
            Setup setup = Setup.of(nodes.url("g1"), nodes.url("g2")).withClients(200, 5);
            try (Crowd crowd = Crowd.gather(setup, nodes.journal())) {
                crowd.talk(Duration.ofMillis(20), 20, 20);
                crowd.pass(Duration.ofSeconds(3));

                long began = System.nanoTime();
                nodes.node("g1").terminate();
                assertThat(nodes.node("g1").awaitExit(EXIT_S)).isZero();
                Duration stopped = Duration.ofNanos(System.nanoTime() - began);
                crowd.pass(Duration.ofSeconds(3));
                crowd.hush();
                crowd.settle(Duration.ofSeconds(60));

                Contract.holds(crowd, nodes.url("g2"), nodes);
                assertThat(crowd.refused()).isEmpty();
                assertThat(crowd.lines()).noneMatch(line -> line.got("error"));
                figures.add("exit after", stopped)
                        .add("p95 back", Times.ofReturns(crowd.lines()).percentile(95));
            }
        }
    }
}

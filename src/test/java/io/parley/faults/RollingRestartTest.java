package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.TransportKind;
import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Setup;
import io.parley.faults.checker.Times;
import io.parley.faults.node.NodeProcess;
import io.parley.faults.node.Nodes;
import io.parley.store.MariaDbServer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three nodes, each a gateway and a conversation, are deployed anew one after the other, while clients talk. */
@Row(5)
@Tag("slow")
class RollingRestartTest {
    private static final List<String> NAMES = List.of("n1", "n2", "n3");
    private static final int EXIT_S = 30;

    @ParameterizedTest
    @CsvSource({"EVENTBUS, user", "EVENTBUS, node", "REDIS, user", "REDIS, node"})
    void nobodySeesAnErrorWhileThreeNodesAreRestarted(TransportKind transport, String pushTo, Figures figures)
            throws Exception {
        try (MariaDbServer server = MariaDbServer.start();
                Nodes nodes = Nodes.called("rolling-restart-" + transport + "-" + pushTo)
                        .over(transport)
                        .set("gateway.push_to", pushTo)
                        .on(Objects.requireNonNull(server.newDatabase().mysql()), server.port())) {
            nodes.startMember("n1", "").awaitReady();
            nodes.startMember("n2", "");
            nodes.startMember("n3", "");
            nodes.awaitReady();
            Setup setup =
                    Setup.of(nodes.url("n1"), nodes.url("n2"), nodes.url("n3")).withClients(100, 5);
            try (Crowd crowd = Crowd.gather(setup, nodes.journal())) {
                crowd.talk(Duration.ofMillis(50), 10, 20);
                crowd.pass(Duration.ofSeconds(3));

                for (String name : NAMES) {
                    restart(nodes, name);
                    crowd.pass(Duration.ofSeconds(5));
                }
                crowd.hush();
                crowd.settle(Duration.ofSeconds(60));

                Contract.holds(crowd, nodes.url("n1"), nodes);
                Times acks = Times.ofAcks(crowd.lines());
                figures.add("p95 ack", acks.percentile(95))
                        .add("slowest ack", acks.percentile(100))
                        .add("p95 back", Times.ofReturns(crowd.lines()).percentile(95));
                assertThat(crowd.refused()).isEmpty();
                assertThat(crowd.lines()).noneMatch(line -> line.got("error"));
            }
        }
    }

    private static void restart(Nodes nodes, String name) throws Exception {
        NodeProcess node = nodes.node(name);
        node.terminate();
        assertThat(node.awaitExit(EXIT_S)).isZero();
        nodes.startAgain(name).awaitReady();
    }
}

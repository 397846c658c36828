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
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A second node comes and goes while clients talk to the first: it takes work over, and gives it back. */
@Row(13)
@Tag("slow")
class JoiningNodeTest {
    private static final int TIMES = 20;
    private static final int EXIT_S = 30;

    @ParameterizedTest
    @EnumSource
    void nobodySeesAnErrorWhileASecondNodeComesAndGoesTwentyTimes(TransportKind transport, Figures figures)
            throws Exception {
        try (MariaDbServer server = MariaDbServer.start();
                Nodes nodes = Nodes.called("joining-node-" + transport)
                        .over(transport)
                        .on(Objects.requireNonNull(server.newDatabase().mysql()), server.port())) {
            nodes.startMember("first", "").awaitReady();
            Setup setup = Setup.of(nodes.url("first")).withClients(50, 5);
            try (Crowd crowd = Crowd.gather(setup, nodes.journal())) {
                crowd.talk(Duration.ofMillis(50), 5, 10);
                Duration longest = Duration.ZERO;
                NodeProcess second = nodes.startMember("second", "conversation");
                for (int i = 0; i < TIMES; i++) {
                    long began = System.nanoTime();
                    second.awaitReady();
                    Duration took = Duration.ofNanos(System.nanoTime() - began);
                    longest = took.compareTo(longest) > 0 ? took : longest;
                    crowd.pass(Duration.ofSeconds(1));
                    second.terminate();
                    assertThat(second.awaitExit(EXIT_S)).isZero();
                    if (i < TIMES - 1) {
                        second = nodes.startAgain("second");
                    }
                }
                crowd.hush();
                crowd.settle(Duration.ofSeconds(60));

                Contract.holds(crowd, nodes.url("first"), nodes);
                Times acks = Times.ofAcks(crowd.lines());
                figures.add("longest start", longest)
                        .add("p95 ack", acks.percentile(95))
                        .add("slowest ack", acks.percentile(100));
                assertThat(crowd.refused()).isEmpty();
                assertThat(crowd.lines()).noneMatch(line -> line.got("error"));
            }
        }
    }
}

package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.TransportKind;
import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Drained;
import io.parley.faults.checker.Line;
import io.parley.faults.checker.Setup;
import io.parley.faults.checker.Times;
import io.parley.faults.node.NodeProcess;
import io.parley.faults.node.Nodes;
import io.parley.store.MariaDbServer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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
                assertThat(crowd.lines()).noneMatch(RollingRestartTest::isInterrupted);
                assertThat(acks.percentile(100)).as("no message later than 5 s").isLessThan(Duration.ofSeconds(5));
                GatewayStopTest.assertServed(Drained.of(crowd.lines()));
            }
        }
    }

    @Test
    void answersThatRunAtAStopAreSeenToTheirEnd(Figures figures) throws Exception {
        try (MariaDbServer server = MariaDbServer.start();
                Nodes nodes = Nodes.called("stop-mid-answer")
                        .on(Objects.requireNonNull(server.newDatabase().mysql()), server.port())) {
            nodes.startMember("n1", "").awaitReady();
            nodes.startMember("n2", "").awaitReady();
            Setup setup = Setup.of(nodes.url("n1"), nodes.url("n2")).withClients(40, 2);
            try (Crowd crowd = Crowd.gather(setup, nodes.journal())) {
                crowd.askAll(200, 50);
                crowd.pass(Duration.ofSeconds(2));

                long began = System.nanoTime();
                nodes.node("n1").terminate();
                assertThat(nodes.node("n1").awaitExit(EXIT_S)).isZero();
                figures.add("exit after", Duration.ofNanos(System.nanoTime() - began));
                crowd.settle(Duration.ofSeconds(60));

                Contract.holds(crowd, nodes.url("n2"), nodes);
                assertThat(crowd.lines()).noneMatch(line -> line.got("error"));
                assertThat(crowd.lines()).noneMatch(RollingRestartTest::isInterrupted);
                assertThat(crowd.lines()).anyMatch(line -> line.got("ai_reply"));
            }
        }
    }

    @Test
    void answersThatLastLongerThanAStopMayEndInterruptedWithRetry(Figures figures) throws Exception {
        try (MariaDbServer server = MariaDbServer.start();
                Nodes nodes = Nodes.called("stop-long-answer")
                        .on(Objects.requireNonNull(server.newDatabase().mysql()), server.port())) {
            nodes.startMember("n1", "").awaitReady();
            nodes.startMember("n2", "").awaitReady();
            Setup setup = Setup.of(nodes.url("n1"), nodes.url("n2")).withClients(20, 1);
            try (Crowd crowd = Crowd.gather(setup, nodes.journal())) {
                crowd.askAll(600, 100);
                crowd.pass(Duration.ofSeconds(3));

                long began = System.nanoTime();
                nodes.node("n1").terminate();
                assertThat(nodes.node("n1").awaitExit(EXIT_S)).isZero();
                Duration stopped = Duration.ofNanos(System.nanoTime() - began);
                figures.add("exit after", stopped);
                crowd.settle(Duration.ofMinutes(2));

                Contract.holds(crowd, nodes.url("n2"), nodes);
                List<Line> cutShort = crowd.lines().stream()
                        .filter(RollingRestartTest::isInterrupted)
                        .toList();
                assertThat(stopped).as("had its time").isGreaterThan(Duration.ofSeconds(20));
                assertThat(cutShort).isNotEmpty();
                assertThat(cutShort)
                        .allMatch(line -> line.body().getJsonObject("error").getBoolean("retry"));
                assertThat(cutShort)
                        .noneMatch(line -> line.body().getString("content").isEmpty());
                assertThat(crowd.lines()).noneMatch(line -> line.got("error"));
            }
        }
    }

    private static boolean isInterrupted(Line line) {
        return line.got("ai_reply") && "interrupted".equals(line.body().getString("status"));
    }

    private static void restart(Nodes nodes, String name) throws Exception {
        NodeProcess node = nodes.node(name);
        node.terminate();
        assertThat(node.awaitExit(EXIT_S)).isZero();
        nodes.startAgain(name).awaitReady();
    }
}

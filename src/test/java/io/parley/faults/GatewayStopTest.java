package io.parley.faults;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.TransportKind;
import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Drained;
import io.parley.faults.checker.Setup;
import io.parley.faults.checker.Times;
import io.parley.faults.node.Nodes;
import io.parley.store.MariaDbServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Row(4)
@Tag("slow")
class GatewayStopTest {
    private static final int EXIT_S = 30;
    /** Of 60 kB each, more than systems keep for a reader, and not so much that it is closed for that. */
    private static final int UNREAD = 12;

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
                Drained drained = Drained.of(crowd.lines());
                assertServed(drained);
                assertThat(drained.told())
                        .as("everybody who left was told to")
                        .isEqualTo(Times.ofReturns(crowd.lines()).count());
                figures.add("exit after", stopped)
                        .add("p95 back", Times.ofReturns(crowd.lines()).percentile(95));
            }
        }
    }

    @Test
    void aClientThatNeverReadsHoldsNoStopUp(Figures figures) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (Nodes nodes = Nodes.called("stop-unread")) {
            nodes.startAlone("n").awaitReady();
            URI url = nodes.url("n");
            WebSocketClient client = vertx.createWebSocketClient(); // one that nobody holds is closed with its sockets
            WebSocket deaf = client.connect(url.getPort(), url.getHost(), "/ws?project_id=p1&user_id=u1")
                    .await(EXIT_S, SECONDS);
            CompletableFuture<String> connected = new CompletableFuture<>();
            deaf.textMessageHandler(connected::complete);
            connected.get(EXIT_S, SECONDS); // what is said before that is held, and not much of it
            deaf.pause();
            for (int i = 1; i <= UNREAD; i++) {
                JsonObject chat = new JsonObject().put("type", "chat").put("id", "c" + i);
                deaf.writeTextMessage(chat.put("content", "x".repeat(60_000)).encode())
                        .await(EXIT_S, SECONDS);
            }

            long began = System.nanoTime();
            nodes.node("n").terminate();

            assertThat(nodes.node("n").awaitExit(EXIT_S)).isZero();
            figures.add("exit after", Duration.ofNanos(System.nanoTime() - began));
            deaf.resume(); // lest it does not hear that it was closed
            client.close().await(EXIT_S, SECONDS);
        } finally {
            vertx.close().await(EXIT_S, SECONDS);
        }
    }

    @Test
    void aDatabaseThatIsFrozenHoldsNoStopUp(Figures figures) throws Exception {
        try (MariaDbServer server = MariaDbServer.start();
                Nodes nodes = Nodes.called("stop-frozen")
                        .set("conversation.drain_timeout_ms", 1_000)
                        .on(Objects.requireNonNull(server.newDatabase().mysql()), server.port())) {
            nodes.startAlone("n").awaitReady();
            try (Crowd crowd = Crowd.gather(Setup.of(nodes.url("n")).withClients(10, 1), nodes.journal())) {
                crowd.askAll(500, 100);
                crowd.pass(Duration.ofSeconds(2));
                server.freeze();

                long began = System.nanoTime();
                nodes.node("n").terminate();
                nodes.node("n").awaitExit(EXIT_S);

                figures.add("exit after", Duration.ofNanos(System.nanoTime() - began));
                assertThat(nodes.node("n").log()).noneMatch(line -> line.contains("ending anyway"));
            } finally {
                server.thaw();
            }
        }
    }

    static void assertServed(Drained drained) {
        assertThat(drained.early()).as("closed before their time").isEmpty();
        assertThat(drained.told()).isPositive();
        assertThat(drained.acknowledged()).as("messages taken after the notice").isPositive();
    }
}

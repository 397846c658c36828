package io.parley.launcher.bench;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BenchTest {
    private final Vertx vertx = Vertx.vertx();
    private final Set<String> users = ConcurrentHashMap.newKeySet();
    private final AtomicInteger chats = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(5, SECONDS);
    }

    @Test
    void everyConnectionIsAUserAndEveryRoundTripIsTimed() throws Exception {
        int port = serve((socket, chat) -> answer(socket, chat, true));

        Report report = Bench.run(vertx, setup(port, 5, 3)).await(10, SECONDS);

        assertThat(users).containsExactlyInAnyOrder("load-0", "load-1", "load-2", "load-3", "load-4");
        assertThat(report.roundTrips()).isPositive();
        assertThat(report.lines())
                .anyMatch(line -> line.matches("round trips [\\d,]+  \\([\\d,.]+/s\\)"))
                .anyMatch(line -> line.matches("chat to ack( +[\\d.,]+ ms){4}"))
                .anyMatch(line -> line.matches("chat to first token( +[\\d.,]+ ms){4}"))
                .anyMatch(line -> line.matches("chat to ai_reply( +[\\d.,]+ ms){4}"))
                .contains("errors none");
    }

    @Test
    void ackThatComesAfterTheReplyEndsTheRoundTripToo() throws Exception {
        int port = serve((socket, chat) -> answer(socket, chat, false));

        Report report = Bench.run(vertx, setup(port, 1, 1)).await(10, SECONDS);

        assertThat(report.roundTrips()).isPositive();
        assertThat(report.lines()).contains("errors none");
    }

    @Test
    void rateLimitIsObeyedAndTheReportSaysHowToLiftIt() throws Exception {
        int port = serve((socket, chat) -> {
            if (chats.incrementAndGet() == 3) {
                say(
                        socket,
                        new ServerMessage.Failure(1, "p", ErrorCode.RATE_LIMIT, "slower", true, chat.id(), 10L, null));
            } else {
                answer(socket, chat, true);
            }
        });

        Report report = Bench.run(vertx, setup(port, 1, 1)).await(10, SECONDS);

        assertThat(report.roundTrips()).isPositive();
        assertThat(report.lines())
                .contains("errors RATE_LIMIT 1")
                .anyMatch(line -> line.contains("--set gateway.rate.messages_per_second="));
        // 300 ms with at least 10 ms between two chats
        assertThat(chats.get()).isLessThan(40);
    }

    @Test
    void closedConnectionIsAnErrorAndNoEndlessWait() throws Exception {
        int port = serve((socket, chat) -> socket.close((short) 4429, "flooding"));

        Report report = Bench.run(vertx, setup(port, 2, 1)).await(10, SECONDS);

        assertThat(report.roundTrips()).isZero();
        assertThat(report.lines()).contains("errors closed with 4429 2");
    }

    @Test
    void gatewayThatIsNotThereIsOneLine() throws Exception {
        int free = vertx.createNetServer()
                .connectHandler(socket -> socket.close())
                .listen(0, "127.0.0.1")
                .compose(server -> {
                    int port = server.actualPort();
                    return server.close().map(port);
                })
                .await(5, SECONDS);

        var unreachable = catchThrowableOfType(
                Unreachable.class, () -> Bench.run(vertx, setup(free, 3, 1)).await(10, SECONDS));

        assertThat(unreachable.reason())
                .startsWith("no connection to ws://127.0.0.1:" + free + "/ws: ")
                .hasLineCount(1);
    }

    @Test
    void serverThatIsNoGatewayIsNamedWithItsAnswer() throws Exception {
        int port = vertx.createHttpServer()
                .requestHandler(request -> request.response().setStatusCode(404).end())
                .listen(0, "127.0.0.1")
                .await(5, SECONDS)
                .actualPort();

        var unreachable = catchThrowableOfType(
                Unreachable.class, () -> Bench.run(vertx, setup(port, 1, 1)).await(10, SECONDS));

        assertThat(unreachable.reason()).contains("answered HTTP 404");
    }

    @Test
    void figureOutOfBoundsIsRefusedWithItsOption() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> setup(8080, 0, 1))
                .withMessage("--connections must be 1 to 10000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> setup(8080, 1, 65))
                .withMessage("--in-flight must be 1 to 64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Setup(
                        URI.create("http://localhost"), 1, Duration.ofSeconds(1), Duration.ZERO, 1, 1, "load"))
                .withMessageContaining("ws://");
    }

    private static Setup setup(int port, int connections, int inFlight) {
        return new Setup(
                URI.create("ws://127.0.0.1:" + port + "/ws"),
                connections,
                Duration.ofMillis(300),
                Duration.ZERO,
                100,
                inFlight,
                "load");
    }

    /** What a server does with a chat. */
    private interface Script {
        void chat(ServerWebSocket socket, ClientMessage.Chat chat);
    }

    private int serve(Script script) throws Exception {
        return vertx.createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("parley.v1"))
                .webSocketHandler(socket -> {
                    users.add(socket.headers().get("User-ID"));
                    say(
                            socket,
                            new ServerMessage.Status(
                                    1, "p", ServerMessage.Status.State.CONNECTED, new JsonObject().put("last_seq", 0)));
                    socket.textMessageHandler(
                            text -> script.chat(socket, (ClientMessage.Chat) ProtocolCodec.decodeClient(text)));
                })
                .listen(0, "127.0.0.1")
                .await(5, SECONDS)
                .actualPort();
    }

    private static void answer(ServerWebSocket socket, ClientMessage.Chat chat, boolean ackFirst) {
        String id = String.valueOf(chat.id());
        String question = "m" + id;
        var ack = new ServerMessage.Ack(1, "p", id, question, 1L, false);
        if (ackFirst) {
            say(socket, ack);
        }
        say(
                socket,
                new Logged.UserMessage(
                        1, "p", 1, question, id, "u", chat.content(), List.of(), null, null, null, null));
        say(socket, new ServerMessage.AiDelta(1, "p", "a" + id, question, 1, 0, "hello", null, null));
        say(
                socket,
                new Logged.AiReply(
                        1,
                        "p",
                        2,
                        "a" + id,
                        question,
                        1,
                        question,
                        null,
                        "hello",
                        "",
                        false,
                        Logged.AiReply.Outcome.COMPLETE,
                        null,
                        null,
                        List.of()));
        if (!ackFirst) {
            say(socket, ack);
        }
    }

    private static void say(ServerWebSocket socket, ServerMessage message) {
        socket.writeTextMessage(ProtocolCodec.encode(message));
    }
}

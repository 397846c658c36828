package io.parley.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.parley.protocol.OtherMessage;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.JsonObject;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParleyClientTest {
    private static final String CONNECTED = """
            {"type":"status","status":"connected","timestamp":1,"project_id":"p1",\
            "details":{"session_id":"s1","last_seq":41}}""";
    private static final String DRAINING = """
            {"type":"status","status":"draining","timestamp":1,"project_id":"p1",\
            "details":{"reconnect_after_ms":1000}}""";
    private static final String NOTICE = """
            {"type":"notice","timestamp":1,"project_id":"p1","seq":%d,"message_id":"m1","content":"你好 👋"}""";

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<ServerWebSocket> sockets = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("parley.v1"));
        server.webSocketHandshakeHandler(handshake -> {
            if (handshake.path().equals("/full")) {
                handshake.reject(503);
            } else {
                handshake.accept();
            }
        });
        server.webSocketHandler(socket -> {
            sockets.add(socket);
            socket.textMessageHandler(heard::add);
            socket.writeTextMessage(CONNECTED);
        });
        port = server.listen(0, "127.0.0.1").await(5, SECONDS).actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(5, SECONDS);
    }

    /** Vert.x closes the sockets of a client that nobody holds, 30 s after it found that out. */
    @Test
    void openConnectionHoldsTheClientThatMadeIt() throws Exception {
        ClientWebSocket socket = vertx.createWebSocketClient().webSocket();
        WeakReference<Object> client = heldBy(socket);
        WeakReference<Object> other = new WeakReference<>(new Object());
        socket.connect(port, "127.0.0.1", "/ws").await(5, SECONDS);

        await().until(() -> {
            System.gc();
            return other.get() == null;
        });

        assertThat(client.get()).isNotNull();
    }

    private static WeakReference<Object> heldBy(ClientWebSocket socket) {
        Object client = new Object();
        new Connection(socket, ConnectOptions.to("127.0.0.1", 1, "p1"), new Unheard(), client);
        return new WeakReference<>(client);
    }

    private static final class Unheard implements ClientListener {
        @Override
        public void onMessage(ServerMessage message) {
            // nobody asks
        }

        @Override
        public void onClose(int code, String reason) {
            // nobody asks
        }
    }

    @Test
    void whoResumesBehindAServerThatStopsWaitsUntilItsTimeAndGoesOnWhereItWas() throws Exception {
        try (var lost = new TestClient(vertx, port)) {
            lost.next("status");
            ServerWebSocket server = sockets.take();
            server.writeTextMessage(DRAINING);
            lost.next("status");
            server.close((short) 1012);
            lost.closeCode();
            long waitMs = lost.connection().reconnectInMs();

            var client = new ParleyClient(vertx);
            client.resume(lost.connection(), ConnectOptions.to("127.0.0.1", port, "p1"), new Silent())
                    .await(10, SECONDS);

            assertThat(waitMs).isBetween(1L, 1_000L);
            assertThat(lost.connection().reconnectInMs()).isZero();
            assertThat(sockets.take().query()).contains("session_id=s1", "last_seq=41");
        }
    }

    @Test
    void firstMessageOfTheServerIsHeardHoweverEarlyItComes() throws Exception {
        try (var client = new TestClient(vertx, port)) {
            JsonObject first = client.next();

            assertThat(first.getString("status")).isEqualTo("connected");
            assertThat(client.connection().sessionId()).isEqualTo("s1");
            assertThat(client.connection().lastSeq()).isEqualTo(41L);
        }
    }

    @Test
    void requestNamesConversationUserSessionAndPosition() throws Exception {
        var options = ConnectOptions.to("127.0.0.1", port, "p:1")
                .withUser("alice")
                .resuming("s0", 7L)
                .withLang("zh-CN");

        try (var client = new TestClient(vertx, options)) {
            ServerWebSocket socket = sockets.poll(5, SECONDS);

            assertThat(socket.path()).isEqualTo("/ws");
            assertThat(socket.query()).isEqualTo("project_id=p%3A1&session_id=s0&last_seq=7&lang=zh-CN");
            assertThat(socket.headers().get("User-ID")).isEqualTo("alice");
            assertThat(socket.headers().contains("Origin")).isFalse();
            assertThat(socket.subProtocol()).isEqualTo("parley.v1");
            assertThat(client.next().getString("type")).isEqualTo("status");
        }
    }

    @Test
    void tokenIsSentAsABearerAndIsInNoText() throws Exception {
        var options = ConnectOptions.to("127.0.0.1", port, "p1").withToken("a.b-c_d=");

        try (var client = new TestClient(vertx, options)) {
            ServerWebSocket socket = sockets.poll(5, SECONDS);

            assertThat(socket.headers().getAll("Authorization")).containsExactly("Bearer a.b-c_d=");
            assertThat(socket.headers().contains("User-ID")).isFalse();
            assertThat(options.toString()).startsWith("ws://127.0.0.1:").doesNotContain("a.b-c_d=");
            assertThat(client.next().getString("type")).isEqualTo("status");
        }
    }

    @Test
    void originIsSentWhereItIsGiven() throws Exception {
        var options = ConnectOptions.to("127.0.0.1", port, "p1").withOrigin("https://evil.example");

        try (var client = new TestClient(vertx, options)) {
            assertThat(sockets.poll(5, SECONDS).headers().getAll("Origin")).containsExactly("https://evil.example");
            assertThat(client.next().getString("type")).isEqualTo("status");
        }
    }

    @Test
    void messageGoesOutInTheWordsOfTheProtocol() throws Exception {
        try (var client = new TestClient(vertx, port)) {
            client.send(TestClient.chat("c1", "你好 👋"));

            assertThat(ProtocolCodec.decodeClient(heard.poll(5, SECONDS))).isEqualTo(TestClient.chat("c1", "你好 👋"));
        }
    }

    @Test
    void typeThatIsNotKnownIsPassedOverAndTheLastSeqIsTheHighest() throws Exception {
        try (var client = new TestClient(vertx, port)) {
            ServerWebSocket socket = sockets.poll(5, SECONDS);
            socket.writeTextMessage("{\"type\":\"of_tomorrow\",\"timestamp\":1}");
            socket.writeTextMessage(NOTICE.formatted(43));
            socket.writeTextMessage(NOTICE.formatted(42));

            client.upTo("notice", notice -> notice.getLong("seq") == 42);

            assertThat(client.connection().lastSeq()).isEqualTo(43L);
        }
    }

    @Test
    void whatAnApplicationShowsInAFormOfItsOwnIsHandedOverAsItIs() throws Exception {
        var heard = new LinkedBlockingQueue<ServerMessage>();
        var client = new ParleyClient(vertx);
        ClientListener listener = new Silent() {
            @Override
            public void onMessage(ServerMessage message) {
                heard.add(message);
            }
        };
        Connection connection = client.connect(ConnectOptions.to("127.0.0.1", port, "p1"), listener)
                .await(10, SECONDS);
        var own = new JsonObject().put("type", "notice").put("content", "Your file is ready 📎");
        sockets.poll(5, SECONDS).writeTextMessage(own.encode());

        assertThat(heard.poll(10, SECONDS)).isInstanceOf(ServerMessage.Status.class);
        assertThat(heard.poll(10, SECONDS)).isEqualTo(new OtherMessage(own));
        assertThat(connection.lastSeq()).isEqualTo(41L);
        client.close().await(10, SECONDS);
    }

    @Test
    void serverThatSaysWhatIsNoMessageIsLeft() throws Exception {
        try (var client = new TestClient(vertx, port)) {
            sockets.poll(5, SECONDS).writeTextMessage("{\"type\":\"notice\",\"seq\":\"seven\"}");

            assertThat(client.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void closeCodeOfTheServerIsTold() throws Exception {
        try (var client = new TestClient(vertx, port)) {
            sockets.poll(5, SECONDS).close((short) 4409, "another");

            assertThat(client.closeCode()).isEqualTo(4409);
        }
    }

    @Test
    void refusalAtTheHandshakeCarriesItsStatus() {
        var options = ConnectOptions.to("127.0.0.1", port, "p1").withPath("/full");

        var refused =
                catchThrowableOfType(UpgradeRejectedException.class, () -> new TestClient(vertx, options).close());

        assertThat(refused.getStatus()).isEqualTo(503);
    }

    @Test
    void addressIsTakenApartAndAWrongOneIsNamed() {
        ConnectOptions options = ConnectOptions.to(URI.create("wss://chat.example.org"), "p1");

        var refused = catchThrowableOfType(
                IllegalArgumentException.class, () -> ConnectOptions.to(URI.create("http://localhost:8080"), "p1"));

        assertThat(options)
                .isEqualTo(new ConnectOptions(
                        "chat.example.org", 443, true, "/ws", "p1", null, null, null, null, null, null));
        assertThat(refused).hasMessageContaining("ws://").hasMessageContaining("http://localhost:8080");
    }

    /** Hears nothing of what comes. */
    private static class Silent implements ClientListener {
        @Override
        public void onMessage(ServerMessage message) {
            // not looked at
        }

        @Override
        public void onClose(int code, String reason) {
            // not looked at
        }
    }
}

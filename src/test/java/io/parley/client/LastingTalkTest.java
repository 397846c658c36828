package io.parley.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection that lasts, at a server whose words and silence the test decides. */
class LastingTalkTest {
    private static final String CONNECTED = """
            {"type":"status","status":"connected","timestamp":1,"project_id":"p1",\
            "details":{"session_id":"s1","last_seq":0}}""";
    private static final String NOTICE = """
            {"type":"notice","timestamp":1,"project_id":"p1","seq":3,"message_id":"m3","content":"three"}""";
    private static final String RESUMED = """
            {"type":"status","status":"resumed","timestamp":1,"project_id":"p1","details":{"session_id":"s1"}}""";

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<ServerWebSocket> sockets = new LinkedBlockingQueue<>();
    private final BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        vertx.exceptionHandler(failures::add);
        var server = vertx.createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("parley.v1"));
        server.webSocketHandler(socket -> {
            socket.textMessageHandler(text -> heard.add(new JsonObject(text)));
            sockets.add(socket);
        });
        port = server.listen(0, "127.0.0.1").await(10, SECONDS).actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void holeIsAskedForAgainWithTheNextBeatWhereTheAnswerWasLost() throws Exception {
        LastingConnection connection = open(new Silent());
        ServerWebSocket server = next();
        server.writeTextMessage(NOTICE);
        JsonObject asked = hear();

        beat(server, connection, 3);
        JsonObject again = hear();

        assertThat(asked.getString("type")).isEqualTo("resume");
        assertThat(again.getString("type")).isEqualTo("resume");
        assertThat(again.getLong("last_seq")).isZero();
        assertThat(again.getString("id")).isNotEqualTo(asked.getString("id"));
    }

    @Test
    void holeIsAskedForAgainWithTheNextBeatWhereTheQuestionWasRefused() throws Exception {
        LastingConnection connection = open(new Silent());
        ServerWebSocket server = next();
        server.writeTextMessage(NOTICE);
        server.writeTextMessage(refusal("UNAVAILABLE", true, hear().getString("id")));

        beat(server, connection, 0);

        assertThat(hear().getString("type")).isEqualTo("resume");
    }

    @Test
    void entryThatNeverCameIsAskedForWhenABeatKnowsOfIt() throws Exception {
        LastingConnection connection = open(new Silent());
        ServerWebSocket server = next();

        beat(server, connection, 1);

        assertThat(hear().getString("type")).isEqualTo("resume");
    }

    @Test
    void holeThatWasMendedIsNotAskedForAgain() throws Exception {
        LastingConnection connection = open(new Silent());
        ServerWebSocket server = next();
        server.writeTextMessage(NOTICE);
        JsonObject asked = hear();
        server.writeTextMessage(RESUMED);

        beat(server, connection, 0);
        connection.send(new ClientMessage.Ping("after", null, null));

        assertThat(asked.getString("type")).isEqualTo("resume");
        assertThat(hear().getString("id")).isEqualTo("after");
    }

    @Test
    void serverThatOpensASocketAndSaysNothingIsLeft() throws Exception {
        new LastingConnection(vertx, options(), new Silent(), Duration.ofMillis(200)).open();

        assertThat(sockets.poll(10, SECONDS)).isNotNull();
        assertThat(sockets.poll(10, SECONDS)).isNotNull();
    }

    @Test
    void serverThatDoesNotEvenOpenASocketIsLeftAndItsConnectionClosed() throws Exception {
        BlockingQueue<NetSocket> dials = new LinkedBlockingQueue<>();
        BlockingQueue<NetSocket> closed = new LinkedBlockingQueue<>();
        var mute = vertx.createNetServer().connectHandler(socket -> {
            socket.closeHandler(end -> closed.add(socket));
            dials.add(socket);
        });
        int mutePort = mute.listen(0, "127.0.0.1").await(10, SECONDS).actualPort();
        var options = ConnectOptions.to("127.0.0.1", mutePort, "p1");

        new LastingConnection(vertx, options, new Silent(), Duration.ofMillis(200)).open();

        NetSocket first = dials.poll(10, SECONDS);
        assertThat(dials.poll(10, SECONDS)).isNotNull();
        assertThat(closed.poll(10, SECONDS)).isSameAs(first);
    }

    @Test
    void listenerThatFailsCostsNothingThatComesNext() throws Exception {
        LastingConnection connection = open(new Silent() {
            @Override
            public void onMessage(ServerMessage message) {
                throw new IllegalStateException("of the listener");
            }

            @Override
            public void onState(State state, String reason) {
                throw new IllegalStateException("of the listener");
            }
        });
        ServerWebSocket server = next();
        Future<ServerMessage> first = connection.send(TestClient.chat("c1", "one"));
        server.writeTextMessage(ack(hear().getString("id")));
        first.await(10, SECONDS);
        server.close((short) 1012);
        ServerWebSocket second = next();
        Future<ServerMessage> later = connection.send(TestClient.chat("c2", "two"));
        second.writeTextMessage(ack(hear().getString("id")));

        assertThat(later.await(10, SECONDS)).isInstanceOf(ServerMessage.Ack.class);
        assertThat(failures.poll(10, SECONDS)).hasMessage("of the listener");
    }

    @Test
    void tokenThatTheServerTookIsThatOfTheNextConnection() throws Exception {
        var connection = new LastingConnection(vertx, options().withToken("t1"), new Silent());
        connection.open();
        ServerWebSocket server = next();
        Future<ServerMessage> renewal = connection.send(new ClientMessage.Auth("a1", "t2", null, null));
        server.writeTextMessage(ack(hear().getString("id")));
        renewal.await(10, SECONDS);

        server.close((short) 1012);

        assertThat(next().headers().get("Authorization")).isEqualTo("Bearer t2");
        assertThat(server.headers().get("Authorization")).isEqualTo("Bearer t1");
    }

    @Test
    void whomTheConversationDoesNotKnowConnectsAnewAndSaysItAgain() throws Exception {
        LastingConnection connection = open(new Silent());
        ServerWebSocket server = next();
        Future<ServerMessage> sent = connection.send(TestClient.chat("c1", "one"));
        JsonObject first = hear();
        server.writeTextMessage(refusal("CONN_NOT_FOUND", false, "c1"));

        ServerWebSocket second = next();
        JsonObject again = hear();
        second.writeTextMessage(ack("c1"));

        assertThat(again).isEqualTo(first);
        assertThat(sent.await(10, SECONDS)).isInstanceOf(ServerMessage.Ack.class);
    }

    @Test
    void resumeThatNoAnswerWouldNameIsNotTakenAsAMessage() {
        Future<ServerMessage> sent = open(new Silent()).send(new ClientMessage.Resume(null, null, null, null, null));

        assertThatThrownBy(() -> sent.await(10, SECONDS)).isInstanceOf(IllegalArgumentException.class);
    }

    private ConnectOptions options() {
        return ConnectOptions.to("127.0.0.1", port, "p1");
    }

    private LastingConnection open(LastingListener listener) {
        var connection = new LastingConnection(vertx, options(), listener);
        connection.open();
        return connection;
    }

    /** The next connection, which is let in. */
    private ServerWebSocket next() throws Exception {
        ServerWebSocket socket = sockets.poll(10, SECONDS);
        assertThat(socket).isNotNull();
        socket.writeTextMessage(CONNECTED);
        return socket;
    }

    private JsonObject hear() throws Exception {
        JsonObject message = heard.poll(10, SECONDS);
        assertThat(message).isNotNull();
        return message;
    }

    /** A ping that is answered. */
    private void beat(ServerWebSocket server, LastingConnection connection, long lastSeq) throws Exception {
        Future<ServerMessage> pong = connection.send(new ClientMessage.Ping("beat", null, null));
        assertThat(hear().getString("id")).isEqualTo("beat");
        server.writeTextMessage("""
                {"type":"pong","timestamp":1,"project_id":"p1","id":"beat","last_seq":%d}""".formatted(lastSeq));
        pong.await(10, SECONDS);
    }

    private static String ack(String id) {
        return """
                {"type":"ack","timestamp":1,"project_id":"p1","id":"%s","duplicate":false}""".formatted(id);
    }

    private static String refusal(String code, boolean retry, String id) {
        return """
                {"type":"error","timestamp":1,"project_id":"p1","code":"%s","message":"Not now.","retry":%b,"id":"%s"}""".formatted(code, retry, id);
    }

    private static class Silent implements LastingListener {
        @Override
        public void onMessage(ServerMessage message) {
            // not looked at
        }

        @Override
        public void onState(State state, String reason) {
            // not looked at
        }
    }
}

package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.faults.Row;
import io.parley.model.Screen;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** The same protocol over SockJS. */
class SockJsTest extends GatewayFixture {
    private static final String ME = "?project_id=p1&user_id=u1";
    private static final String CHAT = frame("{\"type\":\"chat\",\"id\":\"c1\",\"content\":\"你好 👋\"}");

    /** Held here: a client that nobody refers to is closed when it is collected. */
    private final WebSocketClient clients = vertx.createWebSocketClient();

    @Test
    void webSocketTransportSpeaksTheProtocol() throws Exception {
        start();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        ClientWebSocket socket = clients.webSocket().textMessageHandler(heard::add);
        socket.connect(webSocket("/sockjs/0/s1/websocket" + ME)).await(5, SECONDS);

        socket.writeTextMessage(CHAT);

        assertThat(heard.poll(5, SECONDS)).isEqualTo("o");
        assertThat(message(heard.poll(5, SECONDS)).getString("status")).isEqualTo("connected");
        assertThat(message(heard.poll(5, SECONDS)).getString("type")).isEqualTo("ack");
    }

    @Test
    void xhrTransportSpeaksTheProtocol() throws Exception {
        start();

        String opened = text(post("/sockjs/0/s2/xhr" + ME, ""));
        JsonObject connected = message(text(post("/sockjs/0/s2/xhr" + ME, "")));
        int sent = post("/sockjs/0/s2/xhr_send" + ME, CHAT).statusCode();
        JsonObject ack = message(text(post("/sockjs/0/s2/xhr" + ME, "")));

        assertThat(opened).isEqualTo("o\n");
        assertThat(connected.getString("status")).isEqualTo("connected");
        assertThat(sent).isEqualTo(204);
        assertThat(ack.getString("id")).isEqualTo("c1");
        assertThat(conversation.handled.poll(5, SECONDS).userId()).isEqualTo("u1");
    }

    @Test
    void connectionThatIsClosedBehindAPollIsSaidToBe() throws Exception {
        start();

        HttpClientResponse opened = post("/sockjs/0/s5/xhr" + ME, "");
        HttpClientResponse sent = post("/sockjs/0/s5/xhr_send" + ME, CHAT);

        assertThat(opened.getHeader("Connection")).isEqualTo("close");
        assertThat(sent.getHeader("Connection")).isNull();
    }

    @Test
    @Row(20)
    void sessionThatPollsSlowlyShowsAllOfAnAnswerAndIsNotClosed() throws Exception {
        start(new JsonObject("{\"queue\":{\"messages\":32,\"bytes\":32768}}"));
        Screen screen = new Screen();
        text(post("/sockjs/0/s9/xhr" + ME, ""));
        poll("s9", screen);
        String text = "";
        for (int i = 0; i < 500; i++) {
            String piece = "你好 👋 ".repeat(20) + i;
            conversation.runs(snapshot(text + piece));
            conversation.push(new ServerMessage.AiDelta(1, "p1", "a1", "t1", 1, text.length(), piece, null, null));
            text += piece;
            if (i % 50 == 0) {
                poll("s9", screen);
                assertThat(text).startsWith(screen.content("a1"));
            }
        }
        Logged end = complete(text);
        conversation.running.clear();
        conversation.log.add(end);
        conversation.push(end);

        while (screen.lastSeq() < 1) {
            poll("s9", screen);
        }
        assertThat(screen.asksToResume()).isFalse();
        assertThat(screen.content("a1")).isEqualTo(text);
        assertThat(conversation.unregistered).isEmpty();
    }

    private static Logged complete(String text) {
        return new Logged.AiReply(
                1,
                "p1",
                1,
                "a1",
                "t1",
                1,
                null,
                null,
                text,
                "",
                false,
                Logged.AiReply.Outcome.COMPLETE,
                null,
                null,
                List.of());
    }

    @Test
    void s2SessionOfOneUserIsNotThereForAnother() throws Exception {
        start();
        text(post("/sockjs/0/s3/xhr" + ME, ""));

        HttpClientResponse stranger = post("/sockjs/0/s3/xhr_send?project_id=p1&user_id=u2", CHAT);

        assertThat(stranger.statusCode()).isEqualTo(404);
        assertThat(conversation.handled).isEmpty();
    }

    @Test
    void whoIsNobodyIsRefused() throws Exception {
        start();

        HttpClientResponse refused = post("/sockjs/0/s4/xhr?project_id=p1", "");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(new JsonObject(text(refused)).getString("code")).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void browserIsToldInTheSessionWhyItIsRefused() throws Exception {
        start();
        var options = options("/sockjs/0/s5/xhr?project_id=p1").putHeader("Origin", "http://127.0.0.1:" + port);

        String opened = text(post(options, ""));
        String told = text(post(options, ""));

        assertThat(opened).isEqualTo("o\n");
        assertThat(told).contains("UNAUTHENTICATED");
    }

    @Test
    void s1PagesOfOtherSitesAreKeptOutOfEveryTransport() throws Exception {
        start();
        var info = options("/sockjs/info").setMethod(HttpMethod.GET).putHeader("Origin", "https://evil.example");
        var xhr = options("/sockjs/0/s6/xhr" + ME).putHeader("Origin", "https://evil.example");

        assertThat(post(info, "").statusCode()).isEqualTo(403);
        assertThat(post(xhr, "").statusCode()).isEqualTo(403);
    }

    @Test
    void s2OnlyWebSocketAndXhrAreServed() throws Exception {
        start();

        assertThat(post(options("/sockjs/info").setMethod(HttpMethod.GET), "").statusCode())
                .isEqualTo(200);
        for (String path : new String[] {"eventsource", "htmlfile", "jsonp"}) {
            var other = options("/sockjs/0/s7/" + path + ME + "&c=f").setMethod(HttpMethod.GET);
            assertThat(post(other, "").statusCode()).as(path).isEqualTo(404);
        }
        assertThat(post(options("/sockjs/iframe.html").setMethod(HttpMethod.GET), "")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void s2BodyThatIsTooLargeIsNotRead() throws Exception {
        start(new JsonObject().put("max_message_bytes", 1_024).put("max_frame_bytes", 2_048));
        text(post("/sockjs/0/s8/xhr" + ME, ""));

        assertThat(post("/sockjs/0/s8/xhr_send" + ME, frame("x".repeat(4_096))).statusCode())
                .isEqualTo(413);
    }

    @Test
    void s2MoreThanSixteenMessagesAtOnceAreRefused() throws Exception {
        start();
        JsonArray many = new JsonArray();
        for (int i = 0; i < 17; i++) {
            many.add("{\"type\":\"ping\"}");
        }
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        ClientWebSocket socket = clients.webSocket().textMessageHandler(heard::add);
        socket.connect(webSocket("/sockjs/0/s10/websocket" + ME)).await(5, SECONDS);
        text(post("/sockjs/0/s11/xhr" + ME, ""));
        heard.poll(5, SECONDS); // opened
        heard.poll(5, SECONDS); // connected

        socket.writeTextMessage(many.encode());
        int polling = post("/sockjs/0/s11/xhr_send" + ME, many.encode()).statusCode();

        JsonObject error = message(heard.poll(5, SECONDS));
        assertThat(error.getString("code")).isEqualTo("BAD_REQUEST");
        assertThat(error.getString("message")).contains("16");
        assertThat(polling).isEqualTo(400);
    }

    @Test
    void webSocketWithAFrameTooLargeIsClosed() throws Exception {
        start(new JsonObject().put("max_message_bytes", 1_024).put("max_frame_bytes", 2_048));
        BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
        ClientWebSocket socket = clients.webSocket().closeHandler(gone -> closed.add(1));
        socket.connect(webSocket("/sockjs/0/s9/websocket" + ME)).await(5, SECONDS);

        socket.writeTextMessage(frame("x".repeat(3_000)));

        assertThat(closed.poll(5, SECONDS)).isNotNull();
    }

    private WebSocketConnectOptions webSocket(String uri) {
        return new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI(uri);
    }

    private void poll(String session, Screen screen) throws Exception {
        String frame;
        try (var raw = new RawSocket(port)) {
            raw.write(
                    "POST /sockjs/0/%s/xhr%s HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".formatted(session, ME));
            frame = raw.readBody();
        }
        if (frame.startsWith("a")) {
            new JsonArray(frame.substring(1)).forEach(one -> screen.take(new JsonObject((String) one)));
        } else {
            assertThat(frame).startsWith("h");
        }
    }

    private static ServerMessage snapshot(String text) {
        return new ServerMessage.AiSnapshot(1, "p1", "a1", "t1", 1, null, null, text, "");
    }

    private HttpClientResponse post(String uri, String body) throws Exception {
        return post(options(uri), body);
    }

    private HttpClientResponse post(RequestOptions options, String body) throws Exception {
        HttpClient client = vertx.createHttpClient();
        return client.request(options)
                .compose(request -> request.send(Buffer.buffer(body)))
                .compose(response -> response.body().map(response))
                .onComplete(done -> client.close())
                .await(5, SECONDS);
    }

    private RequestOptions options(String uri) {
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(uri);
    }

    private static String text(HttpClientResponse response) throws Exception {
        Future<Buffer> body = response.body();
        return body.await(5, SECONDS).toString();
    }

    private static String frame(String message) {
        return new JsonArray().add(message).encode();
    }

    private static JsonObject message(String frame) {
        assertThat(frame).startsWith("a");
        return new JsonObject(new JsonArray(frame.substring(1)).getString(0));
    }
}

package io.parley.launcher.chat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.client.ConnectOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A chat with a server that says when what comes. */
class ChatEntryTest {
    private static final long LAST_SEQ = 5;

    private final Vertx vertx = Vertx.vertx();
    private final StringWriter out = new StringWriter();
    private final Promise<Void> asked = Promise.promise();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void whatIsSaidWhileTheHistoryIsUnderWayIsShownOnceAndBelowIt() throws Exception {
        var options = new HttpServerOptions().addWebSocketSubProtocol("parley.v1");
        var server = vertx.createHttpServer(options).webSocketHandler(this::serve);
        int port = server.listen(0, "127.0.0.1").await(10, SECONDS).actualPort();

        Chat chat =
                Chat.open(vertx, ConnectOptions.to("127.0.0.1", port, "p1"), new PrintWriter(out, true), false, false);
        asked.future().await(10, SECONDS);
        chat.end();

        assertThat(chat.ended().await(10, SECONDS).wanted()).isTrue();
        assertThat(out.toString().lines().filter(line -> line.startsWith("bob: ")))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, LAST_SEQ + 1)
                        .mapToObj(seq -> "bob: line " + seq)
                        .toList());
    }

    private void serve(ServerWebSocket socket) {
        JsonObject details = new JsonObject().put("session_id", "s1").put("last_seq", LAST_SEQ);
        send(
                socket,
                new JsonObject()
                        .put("type", "status")
                        .put("status", "connected")
                        .put("details", details));
        socket.textMessageHandler(text -> {
            JsonObject message = new JsonObject(text);
            if (message.getString("type").equals("command")) {
                asked.complete();
                send(socket, entry(LAST_SEQ + 1));
                send(socket, history(message));
            } else if (message.getString("type").equals("ping")) {
                send(
                        socket,
                        new JsonObject()
                                .put("type", "pong")
                                .put("id", message.getString("id"))
                                .put("last_seq", LAST_SEQ + 1));
            }
        });
    }

    private static JsonObject history(JsonObject command) {
        long before = command.getJsonObject("args").getLong("before_seq", LAST_SEQ + 2);
        List<JsonObject> entries =
                LongStream.range(1, before).mapToObj(ChatEntryTest::entry).toList();
        return new JsonObject()
                .put("type", "history")
                .put("id", command.getString("id"))
                .put("messages", new JsonArray(entries))
                .put("more", false);
    }

    private static JsonObject entry(long seq) {
        return new JsonObject()
                .put("type", "message")
                .put("timestamp", 1)
                .put("project_id", "p1")
                .put("seq", seq)
                .put("message_id", "m" + seq)
                .put("user_id", "bob")
                .put("content", "line " + seq);
    }

    private static void send(ServerWebSocket socket, JsonObject message) {
        socket.writeTextMessage(
                message.put("timestamp", 1).put("project_id", "p1").encode());
    }
}

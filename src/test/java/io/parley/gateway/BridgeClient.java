package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A client of the event-bus bridge on a plain WebSocket: says frames, and records what comes. To be used on the JUnit thread. */
final class BridgeClient {
    private static final long PATIENCE_SECONDS = 10;

    private final BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
    /** Held here: a client that nobody refers to is closed when it is collected. */
    private final WebSocketClient client;

    private final ClientWebSocket socket;

    BridgeClient(Vertx vertx, int port, String query) throws Exception {
        this(
                vertx,
                new WebSocketConnectOptions()
                        .setAllowOriginHeader(false)
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setURI("/eventbus/websocket" + query));
    }

    BridgeClient(Vertx vertx, WebSocketConnectOptions options) throws Exception {
        this.client = vertx.createWebSocketClient();
        this.socket = client.webSocket();
        socket.textMessageHandler(text -> heard.add(new JsonObject(text)));
        socket.closeHandler(gone -> closed.add((int) socket.closeStatusCode()));
        socket.connect(options).await(PATIENCE_SECONDS, SECONDS);
    }

    /** Sends {@code text} as it is. */
    BridgeClient say(String text) throws Exception {
        socket.writeTextMessage(text).await(PATIENCE_SECONDS, SECONDS);
        return this;
    }

    BridgeClient say(String type, String address) throws Exception {
        return say(new JsonObject().put("type", type).put("address", address).encode());
    }

    /** Sends {@code body} to {@code address}; {@code replyAddress} null: it waits for no answer. */
    BridgeClient send(String address, Object body, @Nullable String replyAddress) throws Exception {
        JsonObject frame = new JsonObject()
                .put("type", "send")
                .put("address", address)
                .put("headers", new JsonObject())
                .put("body", body);
        if (replyAddress != null) {
            frame.put("replyAddress", replyAddress);
        }
        return say(frame.encode());
    }

    /** Sends {@code message} to the conversation. */
    BridgeClient handle(String projectId, JsonObject message, @Nullable String replyAddress) throws Exception {
        return send("conv.handle", new JsonObject().put("project_id", projectId).put("message", message), replyAddress);
    }

    static JsonObject chat(String id, String content) {
        return new JsonObject().put("type", "chat").put("id", id).put("content", content);
    }

    /** What comes next, whatever it is. */
    JsonObject next() throws InterruptedException {
        JsonObject next = heard.poll(PATIENCE_SECONDS, SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came in time");
        }
        return next;
    }

    /** The next that comes to {@code address}; what comes before it is passed over. */
    JsonObject next(String address) throws InterruptedException {
        JsonObject next = next();
        while (!address.equals(next.getString("address"))) {
            next = next();
        }
        return next;
    }

    /** The answer to what was sent with {@code replyAddress}. */
    JsonObject response(String replyAddress) throws InterruptedException {
        return next(replyAddress).getJsonObject("body").getJsonObject("response");
    }

    /** The next that {@code userId} is pushed of {@code type}; what comes before it is passed over. */
    JsonObject pushed(String userId, String type) throws InterruptedException {
        JsonObject body = next("user.push." + userId).getJsonObject("body");
        while (!type.equals(body.getString("type"))) {
            body = next("user.push." + userId).getJsonObject("body");
        }
        return body;
    }

    int closeCode() throws InterruptedException {
        Integer code = closed.poll(PATIENCE_SECONDS, SECONDS);
        if (code == null) {
            throw new AssertionError("the socket was not closed; received " + heard);
        }
        return code;
    }

    void close() throws Exception {
        socket.close().await(PATIENCE_SECONDS, SECONDS);
    }
}

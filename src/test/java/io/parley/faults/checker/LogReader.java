package io.parley.faults.checker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Reads the whole log of a conversation as a client that knows nothing of it: resumes from 0, and asks for what is older
 * where it is told to begin later. Confined to one context.
 */
final class LogReader {
    private static final int PATIENCE_S = 30;
    private static final int PAGE = 200;

    private final List<JsonObject> entries = new ArrayList<>();
    private final Promise<List<JsonObject>> whole = Promise.promise();
    private final ClientWebSocket socket;
    private long last;

    private LogReader(ClientWebSocket socket) {
        this.socket = socket;
    }

    /** The log as {@code member}, which takes part in it, can read it. */
    static Future<List<JsonObject>> read(Vertx vertx, WebSocketClient sockets, URI url, Member member) {
        LogReader reader = new LogReader(sockets.webSocket());
        WebSocketConnectOptions request = new WebSocketConnectOptions()
                .setHost(url.getHost())
                .setPort(url.getPort())
                .setURI(url.getRawPath() + "?project_id=" + member.projectId() + "&last_seq=0")
                .addHeader("User-ID", member.userId());
        reader.socket.textMessageHandler(text -> reader.received(new JsonObject(text)));
        reader.socket.closeHandler(
                closed -> reader.whole.tryFail("the log of " + member.projectId() + " could not be read to its end"));
        return reader.socket
                .connect(request)
                .compose(open -> reader.whole.future())
                .timeout(PATIENCE_S, TimeUnit.SECONDS)
                .eventually(() -> reader.socket.close());
    }

    private void received(JsonObject message) {
        Long seq = Entries.seqOf(message);
        if (seq != null && seq <= last) {
            entries.add(message);
            advance();
            return;
        }
        JsonObject details = message.getJsonObject("details", new JsonObject());
        switch (message.getString("type", "") + " " + message.getString("status", "")) {
            case "status connected" -> {
                last = details.getLong("last_seq");
                advance();
            }
            case "history " -> older(message);
            case "error " -> whole.tryFail("the log could not be read: " + message);
            default -> {
                // of what runs now
            }
        }
    }

    private void advance() {
        long newest = entries.isEmpty() ? 0 : entries.get(entries.size() - 1).getLong("seq");
        if (newest >= last) {
            askForOlder();
        }
    }

    private void askForOlder() {
        long oldest = entries.isEmpty() ? 1 : entries.get(0).getLong("seq");
        if (oldest <= 1) {
            whole.tryComplete(List.copyOf(entries));
            return;
        }
        JsonObject args = new JsonObject().put("before_seq", oldest).put("limit", PAGE);
        socket.writeTextMessage(new JsonObject()
                .put("type", "command")
                .put("id", "h" + oldest)
                .put("command", "history")
                .put("args", args)
                .encode());
    }

    private void older(JsonObject history) {
        entries.addAll(0, Entries.objects(history.getJsonArray("messages")).toList());
        askForOlder();
    }
}

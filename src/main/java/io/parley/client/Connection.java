package io.parley.client;

import io.parley.protocol.BadMessage;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.Logged;
import io.parley.protocol.OtherMessage;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.lang.ref.Reference;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One open connection. Its state is confined to the context on which it was made; sending and closing may be done from any
 * thread.
 *
 * <p>What is no message of the protocol and has no {@code seq} is an application's own, and is handed over as a
 * {@link OtherMessage}. A server that sends an entry of the log that cannot be read, or no message at all, is closed with 1002.
 */
public final class Connection {
    private static final short NORMAL = 1000;
    private static final short PROTOCOL_ERROR = 1002;
    private static final int NO_CLOSE_FRAME = 1006;

    private final WebSocketBase socket;
    private final ClientListener listener;
    private @Nullable Long lastSeq;
    private @Nullable String sessionId;
    /** By {@code System.nanoTime}; null: the server has not said when to come back. */
    private @Nullable Long reconnectNanos;

    /** {@code client} is kept for as long as the socket is open: Vert.x closes those of a client that nobody holds. */
    Connection(WebSocketBase socket, ConnectOptions options, ClientListener listener, Object client) {
        this.socket = socket;
        this.listener = listener;
        this.lastSeq = options.lastSeq();
        this.sessionId = options.sessionId();
        socket.textMessageHandler(this::received);
        socket.exceptionHandler(failure -> {
            // a broken socket closes, and that is told
        });
        socket.closeHandler(closed -> {
            try {
                listener.onClose(code(), reason());
            } finally {
                Reference.reachabilityFence(client);
            }
        });
    }

    /** Completes when {@code message} is written; fails where the connection is closed. */
    public Future<Void> send(ClientMessage message) {
        return socket.writeTextMessage(ProtocolCodec.encode(message));
    }

    /** Sends {@code text} as it is, were it no message at all. */
    public Future<Void> sendText(String text) {
        return socket.writeTextMessage(text);
    }

    /** The highest {@code seq} that was received, or where the log stood at the connect; null before that is known. */
    public @Nullable Long lastSeq() {
        return lastSeq;
    }

    /** The session to resume; null before the server has named it. */
    public @Nullable String sessionId() {
        return sessionId;
    }

    /** How long the server wants this client not to come back, from now on; 0 where it has no such wish. */
    public long reconnectInMs() {
        return reconnectNanos == null
                ? 0
                : Math.max(0, TimeUnit.NANOSECONDS.toMillis(reconnectNanos - System.nanoTime()));
    }

    /** Whether more should wait for what was written to leave. */
    public boolean isFull() {
        return socket.writeQueueFull();
    }

    public Future<Void> close() {
        return close(NORMAL);
    }

    public Future<Void> close(int code) {
        return socket.close((short) code);
    }

    private void received(String text) {
        ServerMessage message = decode(text);
        if (message != null) {
            remember(message);
        }
        listener.onText(text);
        if (message != null) {
            listener.onMessage(message);
        }
    }

    /** Null for what is no message, which ends the connection. */
    private @Nullable ServerMessage decode(String text) {
        try {
            return ProtocolCodec.decodeServer(text);
        } catch (BadMessage bad) {
            ServerMessage foreign = foreign(text);
            if (foreign == null) {
                socket.close(PROTOCOL_ERROR, "not a message of the protocol");
            }
            return foreign;
        }
    }

    private static @Nullable OtherMessage foreign(String text) {
        try {
            JsonObject message = new JsonObject(text);
            boolean isOwn = message.getValue("type") instanceof String && !message.containsKey("seq");
            return isOwn ? new OtherMessage(message) : null;
        } catch (DecodeException noObject) {
            return null;
        }
    }

    private void remember(ServerMessage message) {
        if (message instanceof Logged entry && entry.seq() > 0) {
            lastSeq = lastSeq == null ? entry.seq() : Math.max(lastSeq, entry.seq());
        } else if (message instanceof ServerMessage.Status status) {
            remember(status.status(), status.details());
        }
    }

    private void remember(ServerMessage.Status.State state, JsonObject details) {
        if (state == ServerMessage.Status.State.CONNECTED || state == ServerMessage.Status.State.RESUMED) {
            sessionId = details.getString("session_id", sessionId);
            lastSeq = lastSeq == null ? details.getLong("last_seq") : lastSeq;
        } else if (state == ServerMessage.Status.State.RESET) {
            lastSeq = details.getLong("from_seq") - 1;
        } else if (state == ServerMessage.Status.State.DRAINING) {
            reconnectNanos =
                    System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(details.getLong("reconnect_after_ms", 0L));
        }
    }

    private int code() {
        Short code = socket.closeStatusCode();
        return code == null ? NO_CLOSE_FRAME : code;
    }

    private String reason() {
        String reason = socket.closeReason();
        return reason == null ? "" : reason;
    }
}

package io.parley.client;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import io.parley.protocol.ServerMessage;
import io.parley.protocol.ServerMessage.Status;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket of a {@link LastingConnection}, from the dial to its end, which is told once, unless it was forgotten before.
 * Confined to one context.
 */
final class Socket implements ClientListener {
    /** After these a server does not want the client back by itself. */
    private static final Set<Integer> FINAL_CODES = Set.of(4401, 4403, 4409);

    private final Vertx vertx;
    private final Owner owner;
    private @Nullable Connection connection;
    /** The server has said {@code connected}. */
    private boolean isLetIn;

    private boolean isOver;
    private boolean heard;
    private long heartbeatMs;
    /** What was said last, where that may be why the server leaves. */
    private ServerMessage.@Nullable Failure refusal;
    /** When the server wants its client back, by {@code System.nanoTime}; null: it has not said so. */
    private @Nullable Long backNanos;

    /** Who has it. */
    interface Owner {
        void received(ServerMessage message);

        /** From now on it can be written to. */
        void ready();

        /** It is over, and the next may be tried when {@code leastMs} have passed. */
        void lost(String reason, long leastMs);

        /** It is over, and the server does not want another. */
        void refused(String reason);
    }

    Socket(Vertx vertx, Owner owner) {
        this.vertx = vertx;
        this.owner = owner;
    }

    /** {@code patience}: how long the server may take to let it in. */
    void dial(ParleyClient client, ConnectOptions options, Duration patience) {
        client.connect(options, this).onSuccess(this::opened).onFailure(this::failed);
        vertx.setTimer(patience.toMillis(), timer -> {
            if (!isLetIn) {
                leave("the server does not let this client in");
            }
        });
    }

    /** False where it cannot be written to. */
    boolean write(ClientMessage message) {
        if (connection == null || !isLetIn || isOver) {
            return false;
        }
        connection.send(message); // what it fails with closes the socket, and that is told
        return true;
    }

    /** Nothing of it is told any more. */
    void forget() {
        isOver = true;
    }

    private void opened(Connection opened) {
        connection = opened;
        if (isOver) {
            opened.close();
        } else {
            begin();
        }
    }

    /** Both the socket and the server's word are there, in whichever order they came. */
    private void begin() {
        if (connection != null && isLetIn && !isOver) {
            owner.ready();
            watch();
        }
    }

    private void failed(Throwable failure) {
        Rejection rejection = failure instanceof UpgradeRejectedException refused ? Rejection.of(refused) : null;
        if (rejection == null) {
            lost(String.valueOf(failure.getMessage()), 0);
        } else if (rejection.isPassing()) {
            lost(String.valueOf(failure.getMessage()), rejection.leastMs());
        } else {
            refused("the server refuses with HTTP " + rejection.status());
        }
    }

    @Override
    public void onMessage(ServerMessage message) {
        if (isOver) {
            return;
        }
        heard = true;
        refusal = message instanceof ServerMessage.Failure failure && failure.id() == null ? failure : null;
        boolean wasLetIn = isLetIn;
        if (message instanceof Status status) {
            told(status.status(), status.details());
        }
        if (message instanceof ServerMessage.Failure failure && failure.code() == ErrorCode.CONN_NOT_FOUND) {
            leave(failure.message());
        } else {
            owner.received(message);
        }
        if (isLetIn && !wasLetIn) {
            begin();
        }
    }

    private void told(Status.State state, JsonObject details) {
        if (state == Status.State.CONNECTED) {
            isLetIn = true;
            heartbeatMs = details.getLong("heartbeat_ms", 0L);
        } else if (state == Status.State.DRAINING) {
            long dueMs = Math.max(1, details.getLong("reconnect_after_ms", 0L));
            backNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(dueMs);
            vertx.setTimer(dueMs, timer -> leave("the server restarts"));
        }
    }

    @Override
    public void onClose(int code, String reason) {
        String why = refusal != null ? refusal.message() : reason.isEmpty() ? "closed with " + code : reason;
        if (FINAL_CODES.contains(code)) {
            refused(why);
        } else {
            lost(why, restMs());
        }
    }

    /** For how long the server, which said so, is not to be tried again. */
    private long restMs() {
        long drainMs = backNanos == null ? 0 : TimeUnit.NANOSECONDS.toMillis(backNanos - System.nanoTime());
        Long toldMs = refusal == null ? null : refusal.retryAfterMs();
        return Math.max(drainMs, toldMs == null ? 0 : toldMs);
    }

    /** A server that says nothing for a heartbeat, though it was pinged, is not there any more. */
    private void watch() {
        if (isOver || heartbeatMs <= 0) {
            return;
        }
        heard = false;
        write(new ClientMessage.Ping(Ids.next(), null, null));
        vertx.setTimer(heartbeatMs, timer -> {
            if (heard) {
                watch();
            } else {
                leave("the server does not answer");
            }
        });
    }

    private void leave(String reason) {
        if (connection != null && !isOver) {
            connection.close();
        }
        lost(reason, restMs());
    }

    private void lost(String reason, long leastMs) {
        if (!isOver) {
            isOver = true;
            owner.lost(reason, leastMs);
        }
    }

    private void refused(String reason) {
        if (!isOver) {
            isOver = true;
            owner.refused(reason);
        }
    }
}

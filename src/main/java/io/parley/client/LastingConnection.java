package io.parley.client;

import io.parley.client.LastingListener.State;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.Ids;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.JsonObject;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One conversation that stays connected: comes back with full jitter after its socket was lost, goes on where it was, and sends
 * again what was not answered, and not sooner than the server asks for. Its state is confined to the context on which it was
 * made, where its listener is called too; sending and closing may be done from any thread.
 *
 * <p>Nothing is sent while it reconnects; up to {@value Outbox#MOST} messages wait. What begins a turn waits besides for the
 * answer to the one before it.
 */
public final class LastingConnection {
    /** After these a server does not want the client back by itself. */
    private static final Set<Integer> FINAL_CODES = Set.of(4401, 4403, 4409);

    private static final Set<Integer> PASSING_STATUS = Set.of(429, 500, 502, 503, 504);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private final Vertx vertx;
    private final Context context;
    private final ParleyClient client;
    private final ConnectOptions options;
    private final LastingListener listener;
    private final Outbox outbox;
    private final Backoff backoff = new Backoff(new Random());
    private State state = State.CONNECTING;
    private @Nullable Socket socket;
    private @Nullable String sessionId;
    private @Nullable Long lastSeq;
    private long heartbeatMs;

    /** On the context of the caller, or a new one. Nothing happens before {@link #open}. */
    public LastingConnection(Vertx vertx, ConnectOptions options, LastingListener listener) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.client = new ParleyClient(vertx);
        this.options = options;
        this.listener = listener;
        this.sessionId = options.sessionId();
        this.lastSeq = options.lastSeq();
        this.outbox = new Outbox(vertx, options.projectId(), this::write);
    }

    /** To be called once. Returns at once; the listener hears what becomes of it. What cannot be reached is tried for ever. */
    public void open() {
        run(() -> {
            listener.onState(State.CONNECTING, "");
            dial();
        });
    }

    /** Runs {@code task} on the context. */
    public void run(Runnable task) {
        context.runOnContext(now -> task.run());
    }

    /**
     * Completes with the answer ({@code ack}, {@code history}, {@code help} or {@code pong}), however long that takes. Fails with
     * {@link Refused}, or with {@link IllegalStateException} where too much waits or the connection was closed. A message
     * without an id gets one.
     */
    public Future<ServerMessage> send(ClientMessage message) {
        ClientMessage named = message.id() == null ? message.withId(Ids.next()) : message;
        Promise<ServerMessage> answered = Promise.promise();
        run(() -> add(named).onComplete(answered));
        return answered.future();
    }

    /** Asks for what is missing of a running answer, see {@link AnswerText.Step#HOLE}. To be called on the context. */
    public void resume() {
        write(new ClientMessage.Resume(null, sessionId, lastSeq, null, null));
    }

    /** The last entry of the log that is known, 0 before the first {@code connected}. To be called on the context. */
    public long lastSeq() {
        return lastSeq == null ? 0 : lastSeq;
    }

    /** Completes when the socket is closed; what was not answered fails. */
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        run(() -> {
            end("");
            client.close().onComplete(closed);
        });
        return closed.future();
    }

    private Future<ServerMessage> add(ClientMessage message) {
        return state == State.CLOSED
                ? Future.failedFuture(new IllegalStateException("the connection is closed"))
                : outbox.add(message);
    }

    /** False where there is no open connection to write to. */
    private boolean write(ClientMessage message) {
        Socket current = socket;
        if (current == null || current.connection == null || state != State.OPEN) {
            return false;
        }
        current.connection.send(message); // what it fails with closes the socket, and that is told
        return true;
    }

    private void dial() {
        Socket dialled = new Socket();
        socket = dialled;
        client.connect(options.resuming(sessionId, lastSeq), dialled)
                .onSuccess(dialled::opened)
                .onFailure(failure -> dialled.failed(failure));
    }

    private void received(ServerMessage message) {
        if (message instanceof Logged entry && entry.seq() > 0) {
            entry(entry);
            return;
        }
        listener.onMessage(message);
        if (message instanceof ServerMessage.Ack ack) {
            outbox.answered(ack.id(), ack);
        } else if (message instanceof ServerMessage.History history) {
            outbox.answered(history.id(), history);
        } else if (message instanceof ServerMessage.Help help) {
            outbox.answered(help.id(), help);
        } else if (message instanceof ServerMessage.Pong pong) {
            outbox.answered(pong.id(), pong);
        } else if (message instanceof ServerMessage.Failure failure) {
            outbox.refused(failure);
        }
    }

    private void entry(Logged entry) {
        long known = lastSeq();
        if (entry.seq() > known + 1) {
            resume();
        } else if (entry.seq() == known + 1) {
            lastSeq = entry.seq();
            listener.onMessage(entry);
        }
    }

    private void status(ServerMessage.Status status, Socket from) {
        JsonObject details = status.details();
        switch (status.status()) {
            case CONNECTED -> {
                sessionId = details.getString("session_id", sessionId);
                lastSeq = lastSeq == null ? details.getLong("last_seq", 0L) : lastSeq;
                heartbeatMs = details.getLong("heartbeat_ms", 0L);
                outbox.takeAtMost(details.getInteger("max_message_bytes", Integer.MAX_VALUE));
                backoff.reset();
                become(State.OPEN, "");
                outbox.flush();
            }
            case RESET -> lastSeq = details.getLong("from_seq", 1L) - 1;
            case DRAINING ->
                vertx.setTimer(
                        Math.max(1, details.getLong("reconnect_after_ms", 0L)),
                        timer -> from.leave("the server restarts"));
            case RESUMED, PRESENCE, QUEUED, TOKEN_EXPIRING -> {
                // only shown
            }
        }
    }

    /** {@code leastMs}: the server asked not to be tried again sooner. */
    private void lost(String reason, long leastMs) {
        socket = null;
        if (state == State.CLOSED) {
            return;
        }
        outbox.lost();
        become(state == State.CONNECTING ? State.CONNECTING : State.RECONNECTING, reason);
        vertx.setTimer(Math.max(1, Math.max(leastMs, backoff.nextMs())), timer -> {
            if (state != State.CLOSED && socket == null) {
                dial();
            }
        });
    }

    private void end(String reason) {
        if (state != State.CLOSED) {
            socket = null;
            become(State.CLOSED, reason);
            outbox.close();
        }
    }

    /** 0 where the server asks for nothing, or for a day of the calendar. */
    private static long retryAfterMs(UpgradeRejectedException refused) {
        String seconds = refused.getHeaders().get("Retry-After");
        return seconds != null && SECONDS.matcher(seconds).matches()
                ? TimeUnit.SECONDS.toMillis(Long.parseLong(seconds))
                : 0;
    }

    private void become(State next, String reason) {
        state = next;
        listener.onState(next, reason);
    }

    /** One try; heard only for as long as no later one took its place. */
    private final class Socket implements ClientListener {
        private @Nullable Connection connection;
        private boolean heard;
        /** What was said last, where that was why the server leaves. */
        private ServerMessage.@Nullable Failure refusal;

        void opened(Connection opened) {
            connection = opened;
            if (socket != this) {
                opened.close();
            } else if (state == State.OPEN) {
                outbox.flush(); // it was told connected before this
            }
        }

        void failed(Throwable failure) {
            if (socket != this) {
                return;
            }
            if (!(failure instanceof UpgradeRejectedException refused)) {
                lost(String.valueOf(failure.getMessage()), 0);
            } else if (PASSING_STATUS.contains(refused.getStatus())) {
                lost(String.valueOf(failure.getMessage()), retryAfterMs(refused));
            } else {
                end("the server refuses with HTTP " + refused.getStatus());
            }
        }

        @Override
        public void onMessage(ServerMessage message) {
            if (socket != this) {
                return;
            }
            heard = true;
            if (message instanceof ServerMessage.Status status) {
                status(status, this);
                if (status.status() == ServerMessage.Status.State.CONNECTED) {
                    watch();
                }
            }
            refusal = message instanceof ServerMessage.Failure failure && failure.id() == null ? failure : null;
            received(message);
        }

        @Override
        public void onClose(int code, String reason) {
            if (socket != this) {
                return;
            }
            String why = refusal != null ? refusal.message() : reason.isEmpty() ? "closed with " + code : reason;
            if (FINAL_CODES.contains(code)) {
                end(why);
            } else {
                Long laterMs = refusal == null ? null : refusal.retryAfterMs();
                lost(why, laterMs == null ? 0 : laterMs);
            }
        }

        /** A server that says nothing for a heartbeat, though it was pinged, is not there any more. */
        private void watch() {
            if (socket != this || heartbeatMs <= 0) {
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
            if (socket == this) {
                if (connection != null) {
                    connection.close();
                }
                lost(reason, 0);
            }
        }
    }
}

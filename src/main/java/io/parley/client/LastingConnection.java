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
import java.time.Duration;
import java.util.Random;
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
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Context context;
    private final ParleyClient client;
    private final LastingListener listener;
    private final Duration patience;
    private final Place place;
    private final Outbox outbox;
    private final Backoff backoff = new Backoff(new Random());
    private ConnectOptions options;
    private State state = State.CONNECTING;
    private @Nullable Socket socket;

    /** On the context of the caller, or a new one. Nothing happens before {@link #open}. */
    public LastingConnection(Vertx vertx, ConnectOptions options, LastingListener listener) {
        this(vertx, options, listener, PATIENCE);
    }

    /** {@code patience}: how long a server may take to let it in. */
    LastingConnection(Vertx vertx, ConnectOptions options, LastingListener listener, Duration patience) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.client = new ParleyClient(vertx, patience);
        this.options = options;
        this.listener = listener;
        this.patience = patience;
        this.place = new Place(options, this::write);
        this.outbox = new Outbox(vertx, options.projectId(), this::write);
    }

    /** To be called once. Returns at once; the listener hears what becomes of it. What cannot be reached is tried for ever. */
    public void open() {
        run(() -> {
            tell(() -> listener.onState(State.CONNECTING, ""));
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
     * without an id gets one. A token that the server takes by an {@code auth} counts for later connections too.
     *
     * <p>A {@code cancel} by {@code id} of what was not sent yet takes that back: its future fails with
     * {@link java.util.concurrent.CancellationException}, and the cancel is acknowledged without a {@code message_id}.
     */
    public Future<ServerMessage> send(ClientMessage message) {
        ClientMessage named = message.id() == null ? message.withId(Ids.next()) : message;
        Promise<ServerMessage> answered = Promise.promise();
        run(() -> add(named).onComplete((answer, failure) -> tell(() -> answered.complete(answer, failure))));
        return answered.future();
    }

    /** Asks for what is missing of a running answer, see {@link AnswerText.Step#HOLE}. To be called on the context. */
    public void resume() {
        place.missing();
    }

    /** The last entry of the log that is known, 0 before the first {@code connected}. To be called on the context. */
    public long lastSeq() {
        return place.lastSeq();
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
        if (state == State.CLOSED) {
            return Future.failedFuture(new IllegalStateException("the connection is closed"));
        }
        if (message instanceof ClientMessage.Resume) {
            return Future.failedFuture(new IllegalArgumentException("what is missing is asked for by resume()"));
        }
        Future<ServerMessage> answer = outbox.add(message);
        return message instanceof ClientMessage.Auth auth ? answer.onSuccess(ack -> believed(auth.token())) : answer;
    }

    private void believed(String token) {
        if (options.token() != null) {
            options = options.withToken(token);
        }
    }

    /** False where there is no open connection to write to. */
    private boolean write(ClientMessage message) {
        return socket != null && socket.write(message);
    }

    private void dial() {
        socket = new Socket(vertx, new Ears());
        socket.dial(client, place.in(options), patience);
    }

    private void hear(ServerMessage message) {
        if (message instanceof Logged entry && entry.seq() > 0) {
            if (place.take(entry)) {
                tell(() -> listener.onMessage(entry));
            }
            return;
        }
        tell(() -> listener.onMessage(message));
        if (message instanceof ServerMessage.Ack ack) {
            outbox.answered(ack.id(), ack);
        } else if (message instanceof ServerMessage.History history) {
            outbox.answered(history.id(), history);
        } else if (message instanceof ServerMessage.Help help) {
            outbox.answered(help.id(), help);
        } else if (message instanceof ServerMessage.Pong pong) {
            outbox.answered(pong.id(), pong);
            place.beat(pong);
        } else if (message instanceof ServerMessage.Failure failure) {
            outbox.refused(failure);
            place.refused(failure);
        }
    }

    private void status(ServerMessage.Status status) {
        place.status(status);
        if (status.status() == ServerMessage.Status.State.CONNECTED) {
            outbox.takeAtMost(status.details().getInteger("max_message_bytes", Integer.MAX_VALUE));
            backoff.reset();
            become(State.OPEN, "");
        }
    }

    private void end(String reason) {
        if (state != State.CLOSED) {
            if (socket != null) {
                socket.forget();
                socket = null;
            }
            become(State.CLOSED, reason);
            outbox.close();
        }
    }

    private void become(State next, String reason) {
        state = next;
        tell(() -> listener.onState(next, reason));
    }

    /** Whatever our user's own code fails with is told as a failure of this context, and costs nothing that comes next. */
    private void tell(Runnable told) {
        try {
            told.run();
        } catch (RuntimeException failure) {
            run(() -> {
                throw failure;
            });
        }
    }

    /** Hears the socket, one after the other. */
    private final class Ears implements Socket.Owner {
        @Override
        public void received(ServerMessage message) {
            if (message instanceof ServerMessage.Status status) {
                status(status);
            }
            hear(message);
        }

        @Override
        public void ready() {
            outbox.flush();
        }

        @Override
        public void lost(String reason, long leastMs) {
            socket = null;
            outbox.lost();
            become(state == State.CONNECTING ? State.CONNECTING : State.RECONNECTING, reason);
            vertx.setTimer(Math.max(1, Math.max(leastMs, backoff.nextMs())), timer -> {
                if (state != State.CLOSED && socket == null) {
                    dial();
                }
            });
        }

        @Override
        public void refused(String reason) {
            end(reason);
        }
    }
}

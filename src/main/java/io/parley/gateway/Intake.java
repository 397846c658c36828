package io.parley.gateway;

import io.netty.buffer.ByteBufUtil;
import io.parley.bus.BusFailure;
import io.parley.gateway.identity.Principal;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import io.parley.protocol.Phrase;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What one client says: read, limited, and answered here or by its conversation. A message that cannot be handled is
 * answered with an error, and the next one is handled. Confined to one context.
 */
final class Intake implements ClientMessage.Cases<Runnable> {
    private static final EventLog LOG = EventLog.of(Intake.class, EventLog.GATEWAY);
    private static final int MAX_EARLY = 64;
    /** Messages that may wait until it is known whether they may pass, and for the answer of their conversation. */
    private static final int MAX_UNWEIGHED = 64;

    private static final int MAX_UNSENT = 256;
    /** When to come back, for a client with more messages under way than can be counted. */
    private static final long CROWD_MS = 1_000;

    private final Gateway gateway;
    private final Connection connection;
    private final Conduct conduct = new Conduct();
    private final OneByOne<Arrival, Long> turnstile = new OneByOne<>(MAX_UNWEIGHED, this::price, this::judged);
    private final OneByOne<Outgoing, ServerMessage> unsent;
    /** What came before the conversation was found; null from then on. */
    private @Nullable Deque<String> early = new ArrayDeque<>();

    private Promise<Void> nextAnswer = Promise.promise();
    private long takenNanos;
    private long lastMessageMs;

    /**
     * A message that is to be let in.
     *
     * @param takenNanos when its frame was taken from the socket, by {@code System.nanoTime}
     * @param enter what it is to do when it may pass
     */
    private record Arrival(@Nullable String id, long takenNanos, Runnable enter) {}

    /** A message on its way to the conversation. */
    private record Outgoing(ClientMessage message, long takenNanos) {}

    Intake(Gateway gateway, Connection connection, Delivery delivery) {
        this.gateway = gateway;
        this.connection = connection;
        this.unsent = new OneByOne<>(
                MAX_UNSENT, message -> delivery.send(message.message(), message.takenNanos()), this::answered);
    }

    /** When the client said something last, in epoch milliseconds; 0: never yet. */
    long lastMessageMs() {
        return lastMessageMs;
    }

    /** The conversation is known: what was held goes on its way. */
    void begin() {
        Deque<String> held = early;
        early = null;
        if (held != null) {
            held.forEach(this::text);
        }
    }

    /** Nothing more is sent on. */
    void end() {
        turnstile.clear();
        unsent.clear();
    }

    void text(String text) {
        lastMessageMs = System.currentTimeMillis();
        if (early != null) {
            hold(early, text);
        } else if (!connection.isGone()) {
            take(text);
        }
    }

    void noText(Phrase why) {
        lastMessageMs = System.currentTimeMillis();
        takenNanos = System.nanoTime();
        unreadable(new Refusal(ErrorCode.BAD_REQUEST, why, null), null);
    }

    private void hold(Deque<String> held, String text) {
        if (held.size() < MAX_EARLY) {
            held.add(text);
        } else {
            connection.leave(Refusal.of(ErrorCode.RATE_LIMIT), "too_much_before_connected");
        }
    }

    private void take(String text) {
        takenNanos = System.nanoTime();
        int maxBytes = gateway.config().maxMessageBytes();
        try {
            if (ByteBufUtil.utf8Bytes(text) > maxBytes) {
                unreadable(Refusal.tooLarge(maxBytes), ProtocolCodec.idOf(text));
            } else {
                dispatch(ProtocolCodec.decodeClient(text));
            }
        } catch (BadMessage bad) {
            unreadable(Refusal.of(bad), bad.id());
        } catch (RuntimeException failure) {
            broken(failure, null);
        }
    }

    private void dispatch(ClientMessage message) {
        gateway.census().received(message.type());
        admit(message.id(), message.match(this));
    }

    private void unreadable(Refusal why, @Nullable String id) {
        gateway.census().received("unknown");
        admit(id, () -> refuse(why, id));
    }

    private void admit(@Nullable String id, Runnable enter) {
        if (!turnstile.offer(new Arrival(id, takenNanos, enter))) {
            tooFast(id, CROWD_MS);
        }
    }

    /**
     * How long it has to wait, in milliseconds; 0: it may pass. While others are under way it is not refused: each of them that
     * turns out to be sent again gives back what it took. Never fails.
     */
    private Future<Long> price(Arrival arrival) {
        if (conduct.isExempt(arrival.id(), System.nanoTime())) {
            return Future.succeededFuture(0L);
        }
        boolean isAlone = unsent.isIdle();
        Future<Void> answer = nextAnswer.future();
        return gateway.rates()
                .take(connection.peer().userId())
                .compose(waitMs -> waitMs == 0 || isAlone
                        ? Future.succeededFuture(waitMs)
                        : answer.compose(answered -> price(arrival)));
    }

    private void judged(Arrival arrival, AsyncResult<Long> price) {
        if (connection.isGone()) {
            return;
        }
        if (price.failed()) {
            broken(price.cause(), arrival.id());
        } else if (price.result() > 0) {
            tooFast(arrival.id(), price.result());
        } else {
            enter(arrival);
        }
    }

    private void enter(Arrival arrival) {
        takenNanos = arrival.takenNanos();
        try {
            arrival.enter().run();
        } catch (RuntimeException failure) {
            broken(failure, arrival.id());
        }
    }

    private void tooFast(@Nullable String id, long waitMs) {
        Refusal tooFast = Refusal.later(ErrorCode.RATE_LIMIT, waitMs);
        if (conduct.strike(System.nanoTime())) {
            connection.leave(tooFast, "flooding");
        } else {
            refuse(tooFast, id);
        }
    }

    @Override
    public Runnable chat(ClientMessage.Chat message) {
        return () -> send(message);
    }

    @Override
    public Runnable action(ClientMessage.Action message) {
        return () -> send(message);
    }

    @Override
    public Runnable command(ClientMessage.Command message) {
        return () -> send(message);
    }

    @Override
    public Runnable resume(ClientMessage.Resume message) {
        return () -> connection.resume(message);
    }

    @Override
    public Runnable ping(ClientMessage.Ping message) {
        return () -> pong(message);
    }

    @Override
    public Runnable auth(ClientMessage.Auth message) {
        return () -> reidentify(message, takenNanos);
    }

    /** It goes on as it was where the new token is not believed, until the old one has run out. */
    private void reidentify(ClientMessage.Auth message, long since) {
        gateway.identification()
                .again(message.token(), connection.peer().userId())
                .onComplete(end -> {
                    if (!connection.isGone()) {
                        reidentified(message, end);
                        gateway.census().answered(message.type(), since);
                    }
                });
    }

    private void reidentified(ClientMessage.Auth message, AsyncResult<Principal> end) {
        String id = message.id();
        if (end.failed()) {
            refuse(Entrance.why(end.cause()), id);
        } else {
            connection.departure().believe(end.result().untilMs());
            connection.tell(new ServerMessage.Ack(
                    System.currentTimeMillis(),
                    connection.peer().projectId(),
                    id == null ? Ids.next() : id,
                    null,
                    null,
                    false));
        }
    }

    private void pong(ClientMessage.Ping message) {
        Peer peer = connection.peer();
        connection.tell(new ServerMessage.Pong(
                System.currentTimeMillis(), peer.projectId(), message.id(), connection.lastSeq()));
        gateway.census().answered(message.type(), takenNanos);
    }

    private void send(ClientMessage message) {
        ClientMessage named = message.id() == null ? message.withId(Ids.next()) : message;
        if (!unsent.offer(new Outgoing(named, takenNanos))) {
            refuse(Refusal.of(ErrorCode.BUSY), message.id());
        }
    }

    private void answered(Outgoing item, AsyncResult<ServerMessage> answer) {
        if (connection.isGone()) {
            return;
        }
        String id = item.message().id();
        if (answer.succeeded()) {
            remember(item.message(), answer.result());
            connection.tell(answer.result());
        } else if (answer.cause() instanceof BusFailure refused && refused.code() != ErrorCode.INTERNAL_ERROR) {
            refuse(Refusal.of(refused.code()), id);
        } else {
            broken(answer.cause(), id);
        }
        gateway.census().answered(item.message().type(), item.takenNanos());
        Promise<Void> answered = nextAnswer;
        nextAnswer = Promise.promise();
        answered.complete();
    }

    /** Only what made an entry of the log is cheap to be asked again: its answer is remembered there. */
    private void remember(ClientMessage message, ServerMessage answer) {
        boolean isCancel = message instanceof ClientMessage.Command order && order.command() == CommandName.CANCEL;
        String id = message.id();
        if (id != null && answer instanceof ServerMessage.Ack ack && !isCancel) {
            boolean isNew = conduct.answered(id);
            if (isNew && ack.duplicate()) {
                gateway.rates().giveBack(connection.peer().userId());
            }
        }
    }

    private void refuse(Refusal why, @Nullable String id) {
        connection.tell(connection.peer().told(why, id));
    }

    private void broken(Throwable failure, @Nullable String id) {
        String correlationId = Ids.next();
        connection
                .peer()
                .in(LOG.error("message_failed"))
                .addKeyValue(Field.CORRELATION_ID, correlationId)
                .setCause(failure)
                .log("a message could not be handled");
        connection.tell(connection.peer().told(Refusal.of(ErrorCode.INTERNAL_ERROR), id, correlationId));
    }
}

package io.parley.gateway;

import io.netty.buffer.ByteBufUtil;
import io.parley.gateway.identity.Principal;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import io.parley.protocol.Phrase;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What one client says: read, limited, and answered here or by its conversation. A message that cannot be handled is
 * answered with an error, and the next one is handled. Confined to one context.
 */
final class Intake implements ClientMessage.Cases<Runnable>, Turnstile.Keeper<Intake.Arrival> {
    private static final int MAX_EARLY = 64;

    private final Gateway gateway;
    private final Connection connection;
    private final Replies replies;
    private final Turnstile<Arrival> turnstile = new Turnstile<>(this);
    private final Exchange exchange;
    /** What came before the conversation was found; null from then on. */
    private @Nullable Deque<Runnable> early = new ArrayDeque<>();

    private int earlyChars;

    private long takenNanos;
    private long lastMessageMs;

    /**
     * A message that is to be let in.
     *
     * @param isTurn whether it has an agent work
     * @param takenNanos when its frame was taken from the socket, by {@code System.nanoTime}
     * @param enter what it is to do when it may pass
     */
    record Arrival(@Nullable String id, boolean isTurn, long takenNanos, Runnable enter) {}

    Intake(Gateway gateway, Connection connection, Delivery delivery) {
        this.gateway = gateway;
        this.connection = connection;
        this.replies = new Replies(connection);
        this.exchange = new Exchange(gateway, connection, replies, delivery);
    }

    /** When the client said something last, in epoch milliseconds; 0: never yet. */
    long lastMessageMs() {
        return lastMessageMs;
    }

    /** The conversation is known: what was held goes on its way. */
    void begin() {
        exchange.begin();
        Deque<Runnable> held = early;
        early = null;
        if (held != null) {
            held.forEach(Runnable::run);
        }
    }

    /** Nothing more is sent on. */
    void end() {
        turnstile.end();
        exchange.end();
    }

    void text(String text) {
        lastMessageMs = System.currentTimeMillis();
        if (early != null) {
            hold(early, text.length(), () -> text(text));
        } else if (!connection.isGone()) {
            take(text);
        }
    }

    void noText(Phrase why) {
        lastMessageMs = System.currentTimeMillis();
        if (early != null) {
            hold(early, 0, () -> noText(why));
        } else if (!connection.isGone()) {
            takenNanos = System.nanoTime();
            unreadable(new Refusal(ErrorCode.BAD_REQUEST, why, null), null);
        }
    }

    /** Keeps a little; one message may be as large as messages may be. */
    private void hold(Deque<Runnable> held, int chars, Runnable message) {
        earlyChars += chars;
        boolean fits = held.isEmpty() || earlyChars <= gateway.config().queue().bytes();
        if (fits && held.size() < MAX_EARLY) {
            held.add(message);
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
            replies.broken(failure, null);
        }
    }

    private void dispatch(ClientMessage message) {
        gateway.census().received(message.type());
        turnstile.admit(new Arrival(message.id(), message.beginsTurn(), takenNanos, message.match(this)));
    }

    private void unreadable(Refusal why, @Nullable String id) {
        gateway.census().received("unknown");
        turnstile.admit(new Arrival(id, false, takenNanos, () -> replies.refuse(why, id)));
    }

    @Override
    public boolean isGone() {
        return connection.isGone();
    }

    @Override
    public Future<Long> price(Arrival arrival) {
        return exchange.price(arrival.id(), arrival.isTurn());
    }

    @Override
    public void enter(Arrival arrival) {
        takenNanos = arrival.takenNanos();
        arrival.enter().run();
    }

    @Override
    public void refuse(Arrival arrival, Refusal why) {
        replies.refuse(why, arrival.id());
    }

    @Override
    public void broken(Arrival arrival, Throwable failure) {
        replies.broken(failure, arrival.id());
    }

    @Override
    public void leave(Refusal why, String reason) {
        connection.leave(why, reason);
    }

    @Override
    public Runnable chat(ClientMessage.Chat message) {
        return () -> exchange.send(message, takenNanos);
    }

    @Override
    public Runnable action(ClientMessage.Action message) {
        return () -> exchange.send(message, takenNanos);
    }

    @Override
    public Runnable command(ClientMessage.Command message) {
        return () -> exchange.send(message, takenNanos);
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

    private void pong(ClientMessage.Ping message) {
        Peer peer = connection.peer();
        connection.tell(new ServerMessage.Pong(
                System.currentTimeMillis(), peer.projectId(), message.id(), connection.givenSeq()));
        gateway.census().answered(message.type(), takenNanos);
    }

    /** It goes on as it was where the new token is not believed, until the old one has run out. */
    private void reidentify(ClientMessage.Auth message, long since) {
        gateway.identification()
                .again(message.token(), connection.peer().userId())
                .onComplete(end -> {
                    if (!connection.isGone()) {
                        reidentified(message.id(), end);
                        gateway.census().answered(message.type(), since);
                    }
                });
    }

    private void reidentified(@Nullable String id, AsyncResult<Principal> end) {
        if (end.failed()) {
            replies.refuse(Entrance.why(end.cause()), id);
        } else {
            connection.departure().believe(end.result().untilMs());
            String projectId = connection.peer().projectId();
            connection.tell(new ServerMessage.Ack(
                    System.currentTimeMillis(), projectId, id == null ? Ids.next() : id, null, null, false));
        }
    }
}

package io.parley.gateway;

import io.parley.bus.BusFailure;
import io.parley.bus.Envelope;
import io.parley.bus.RegisterReply;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CloseCode;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: what it says goes through {@link Intake} to its conversation, what its conversation pushes comes
 * through {@link Feed}. Confined to the context of its gateway.
 */
final class Connection implements Socket.Listener, Feed.Reader {
    private static final EventLog LOG = EventLog.of(Connection.class, EventLog.GATEWAY);
    private static final int PAGE = 200;

    private final Gateway gateway;
    private final Socket socket;
    private final Peer peer;
    private final Link link;
    private final Registration registration;
    private final SendQueue queue;
    private final Feed feed;
    private final Intake intake;
    private ConnectionState state;
    private long lastPingMs;
    private boolean awaitingPong;
    private ClientMessage.@Nullable Resume nextResume;

    Connection(Gateway gateway, Socket socket, Peer peer) {
        this.gateway = gateway;
        this.socket = socket;
        this.peer = peer;
        this.link = gateway.link(peer);
        this.registration = gateway.registration(link);
        this.queue = new SendQueue(gateway.config().queue(), socket, gateway.census()::sent, this::drained);
        this.feed = new Feed(peer.userId(), queue, this);
        this.state = gateway.census().opened();
        this.intake = new Intake(gateway, this, gateway.delivery(link, this::registerAnew));
    }

    Peer peer() {
        return peer;
    }

    ConnectionState state() {
        return state;
    }

    /** The last entry that the client was given, or is about to be. */
    long lastSeq() {
        return feed.last();
    }

    boolean isConnected() {
        return state instanceof ConnectionState.Connected;
    }

    boolean isGone() {
        return state instanceof ConnectionState.Reconnecting || state instanceof ConnectionState.Disconnected;
    }

    /** Hears its user's pushes, then registers, and then says {@code connected}. */
    void open(Handshake handshake) {
        socket.listen(this);
        if (isGone()) {
            return;
        }
        gateway.hub()
                .join(this)
                .compose(joined -> registration.run(
                        handshake.sessionId(), handshake.lastSeq(), reply -> registered(reply, Opening.CONNECTED)))
                .onFailure(failure -> leave(refusalOf(failure), "not_registered"));
    }

    /** Asks the conversation for what was missed, at the client's wish. While one is under way the latest wish waits. */
    void resume(ClientMessage.Resume wish) {
        if (registration.isRunning()) {
            nextResume = wish;
            return;
        }
        String own = link.sessionId();
        String session = wish.sessionId() == null ? own : wish.sessionId();
        boolean isOwn = session != null && session.equals(own);
        Long from = wish.lastSeq() == null && isOwn ? Long.valueOf(feed.last()) : wish.lastSeq();
        feed.hold();
        registration
                .run(session, from, reply -> registered(reply, Opening.RESUMED))
                .onFailure(failure -> {
                    if (!isGone()) {
                        feed.release();
                        tell(peer.told(refusalOf(failure), wish.id()));
                    }
                });
    }

    /** Makes the connection known to whoever owns the conversation now; the client notices nothing. */
    Future<Void> registerAnew() {
        if (registration.isRunning()) {
            return registration.run(null, null, reply -> {});
        }
        feed.hold();
        return registration
                .run(link.sessionId(), feed.last(), reply -> registered(reply, Opening.SILENT))
                .onFailure(failure -> feed.release());
    }

    /** Pushes of a conversation to this user. */
    void pushed(Envelope envelope, List<Push> pushes) {
        boolean isMine = envelope.projectId().equals(peer.projectId())
                && (envelope.connectionId() == null || envelope.connectionId().equals(peer.connectionId()));
        if (!isMine || envelope.epoch() < link.epoch()) {
            return;
        }
        if (envelope.epoch() > link.epoch() && isConnected() && !registration.isRunning()) {
            registerAnew().onFailure(this::lost);
        }
        pushes.forEach(push -> feed.push(push, envelope));
    }

    /** What an application says to this user. */
    void pushed(Push bare) {
        feed.push(bare, null);
    }

    /** Says {@code message} to this client now. */
    void tell(ServerMessage message) {
        if (!queue.offer(Frame.of(Blanks.as(message, peer.userId())))) {
            overflow();
        }
    }

    /** Time for a ping. Whoever did not answer the one before is gone. */
    void beat() {
        if (awaitingPong) {
            leave(Refusal.of(ErrorCode.SLOW_CONSUMER), "no_pong");
            return;
        }
        lastPingMs = System.currentTimeMillis();
        awaitingPong = socket.ping();
    }

    /** When it was pinged last, in epoch milliseconds; 0: never yet. */
    long lastPingMs() {
        return lastPingMs;
    }

    long lastMessageMs() {
        return intake.lastMessageMs();
    }

    @Override
    public void text(String text) {
        if (!isGone()) {
            intake.text(text);
        }
    }

    @Override
    public void binary() {
        if (!isGone()) {
            intake.binary();
        }
    }

    @Override
    public void tooLarge() {
        leave(CloseCode.TOO_LARGE, Refusal.tooLarge(gateway.config().maxMessageBytes()), "too_large");
    }

    @Override
    public void alive() {
        awaitingPong = false;
    }

    @Override
    public void closed(boolean byClient) {
        gone(byClient ? "closed_by_client" : "socket_lost", !byClient);
    }

    @Override
    public void read(long afterSeq) {
        link.read(afterSeq, PAGE).onSuccess(feed::page).onFailure(failure -> {
            link.forgetOwner();
            registerAnew().onFailure(this::lost);
        });
    }

    @Override
    public void unmendable(long seq) {
        peer.in(LOG.warn("push_beyond_the_log")).log("dropped a push with seq {}, which the log does not have", seq);
    }

    @Override
    public void overflow() {
        leave(Refusal.of(ErrorCode.SLOW_CONSUMER), "slow_consumer");
    }

    /** The gateway stops: the client is to come back elsewhere after {@code reconnectAfterMs}. */
    void drain(long reconnectAfterMs) {
        if (!isGone()) {
            queue.offer(Frame.of(Opening.draining(peer, reconnectAfterMs)));
            socket.close(CloseCode.RESTART);
            gone("drain", true);
        }
    }

    /** Tells the client why, and closes. */
    void leave(Refusal why, String reason) {
        leave(why.closeCode(), why, reason);
    }

    void leave(CloseCode code, Refusal why, String reason) {
        if (!isGone()) {
            queue.finish(Frame.of(peer.told(why, null)));
            leave(code, reason);
        }
    }

    /** Closes without a word. */
    void leave(CloseCode code, String reason) {
        if (!isGone()) {
            socket.close(code);
            gone(reason, code.reconnect());
        }
    }

    private void registered(RegisterReply reply, Opening opening) {
        if (isGone()) {
            link.unregister(queue.writtenSeq(), "gone_before_registered");
        } else if (!reply.success()) {
            refused(reply, opening);
        } else {
            feed.registered(opening.messages(peer, reply, gateway.config()), reply, opening == Opening.SILENT);
            if (!isConnected()) {
                connected(reply);
            }
            resumeNext();
        }
    }

    private void connected(RegisterReply reply) {
        state = gateway.census().connected(state, reply.sessionId());
        peer.in(LOG.info("connection_established"))
                .addKeyValue(Field.SESSION_ID, reply.sessionId())
                .log("connected");
        intake.begin();
    }

    private void refused(RegisterReply reply, Opening opening) {
        ErrorCode code =
                reply.error() == null ? ErrorCode.INTERNAL_ERROR : reply.error().code();
        if (isConnected() && opening != Opening.SILENT && code.retry()) {
            feed.release();
            tell(peer.told(Refusal.of(code), null));
        } else {
            leave(Refusal.of(code), "refused");
        }
    }

    private void resumeNext() {
        ClientMessage.Resume wish = nextResume;
        nextResume = null;
        if (wish != null) {
            resume(wish);
        }
    }

    private void drained() {
        feed.pump();
    }

    /** The conversation cannot be found for longer than a request may take: the client is to come back. */
    private void lost(Throwable failure) {
        leave(refusalOf(failure), "conversation_lost");
    }

    private void gone(String reason, boolean comesBack) {
        if (isGone()) {
            return;
        }
        boolean wasConnected = isConnected();
        queue.finish();
        intake.end();
        link.unregister(queue.writtenSeq(), reason);
        state = gateway.left(this, comesBack && wasConnected ? link.sessionId() : null);
        peer.in(LOG.info("connection_closed"))
                .addKeyValue(Field.SESSION_ID, link.sessionId())
                .addKeyValue("reason", reason)
                .log("closed: {}", reason);
    }

    private static Refusal refusalOf(Throwable failure) {
        return Refusal.of(failure instanceof BusFailure bus ? bus.code() : ErrorCode.INTERNAL_ERROR);
    }
}

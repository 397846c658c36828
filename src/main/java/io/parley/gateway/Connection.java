package io.parley.gateway;

import io.parley.bus.Beat;
import io.parley.bus.Beat.Position;
import io.parley.bus.Envelope;
import io.parley.bus.ReadReply;
import io.parley.bus.RegisterReply;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.ops.SlowReaderMeters.Step;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CloseCode;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Phrase;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: what it says goes through {@link Intake} to its conversation, what its conversation pushes comes
 * through {@link Feed}, and how it ends is its {@link Departure}. Confined to the context of its gateway.
 */
final class Connection implements Socket.Listener, Feed.Reader, SendQueue.Listener {
    private static final EventLog LOG = EventLog.of(Connection.class, EventLog.GATEWAY);

    private final Gateway gateway;
    private final Socket socket;
    private final Peer peer;
    private final Link link;
    private final SendQueue queue;
    private final Feed feed;
    private final Registrar registrar;
    private final Intake intake;
    private final Pulse pulse;
    private final Departure departure;
    /** Epoch milliseconds; null: for good. */
    private final @Nullable Long believedUntilMs;

    private ConnectionState state;

    /** {@code believedUntilMs}: how long its client is believed who it is. */
    Connection(Gateway gateway, Socket socket, Peer peer, @Nullable Long believedUntilMs) {
        this.gateway = gateway;
        this.socket = socket;
        this.peer = peer;
        this.link = gateway.link(peer);
        this.queue = new SendQueue(gateway.config().queue(), socket, this);
        this.feed = new Feed(peer.userId(), queue, this);
        this.registrar = new Registrar(this, gateway.config(), link, gateway.registration(link), feed);
        this.state = gateway.census().opened();
        this.intake = new Intake(gateway, this, gateway.delivery(link, registrar::again));
        this.pulse = new Pulse(socket, () -> leave(Refusal.of(ErrorCode.SLOW_CONSUMER), "no_pong"));
        this.departure = new Departure(this, socket, queue, gateway.deadlines());
        this.believedUntilMs = believedUntilMs;
    }

    Peer peer() {
        return peer;
    }

    Pulse pulse() {
        return pulse;
    }

    Departure departure() {
        return departure;
    }

    ConnectionState state() {
        return state;
    }

    /** The last entry that the client was given: all that is said to it from now on comes after that. */
    long givenSeq() {
        return feed.given();
    }

    boolean isConnected() {
        return state instanceof ConnectionState.Connected;
    }

    boolean isGone() {
        return state instanceof ConnectionState.Reconnecting || state instanceof ConnectionState.Disconnected;
    }

    /** Hears its user's pushes, then registers, and then says {@code connected}. */
    void open(Handshake handshake) {
        queue.packAs(gateway.packing().packerOf(handshake));
        socket.listen(this);
        if (isGone()) {
            return;
        }
        gateway.hub().join(this).compose(joined -> registrar.open(handshake)).onFailure(failure -> {
            if (!isGone()) { // who left did not wait for an answer
                gateway.unanswered().told(peer, failure);
            }
            leave(Registrar.refusalOf(failure), "not_registered");
        });
    }

    /** Asks the conversation for what was missed, at the client's wish. */
    void resume(ClientMessage.Resume wish) {
        registrar.resume(wish);
    }

    /** The conversation knows the connection, which counts where it is for the first time. */
    void known() {
        if (isConnected()) {
            return;
        }
        state = gateway.census().connected(state, link.sessionId());
        gateway.known(peer);
        peer.in(LOG.info("connection_established"))
                .addKeyValue(Field.SESSION_ID, link.sessionId())
                .log("connected");
        departure.believe(believedUntilMs);
        intake.begin();
        departure.tellDraining();
    }

    /** Pushes of a conversation. */
    void pushed(Envelope envelope, List<Push> pushes) {
        boolean isMine = envelope.projectId().equals(peer.projectId())
                && (envelope.userId() == null || envelope.userId().equals(peer.userId()))
                && (envelope.connectionId() == null || envelope.connectionId().equals(peer.connectionId()));
        if (isMine && registrar.isOfOwner(envelope)) {
            pushes.forEach(push -> feed.push(push, envelope));
        }
    }

    /** The owner was found: it pushes to {@code pushTo} what comes after its reply. True when some of that was lost already. */
    boolean found(String pushTo, RegisterReply reply) {
        return gateway.owners().registered(pushTo, reply);
    }

    /** Something that was pushed to this user before {@code envelope} did not come. */
    void missed(Envelope envelope) {
        registrar.missed(envelope);
    }

    /** These instances have been silent for too long, and count as nobody's owner. */
    void forgetOwner(Set<String> silent) {
        registrar.forgetOwner(silent);
    }

    /** Whether an owner is to be looked for. */
    boolean lacksOwner() {
        return registrar.lacksOwner();
    }

    void lookForOwner() {
        registrar.lookForOwner();
    }

    /** Whether what is pushed to {@code address} is for this connection: it is told each push at one address. */
    boolean hearsAt(String address) {
        return link.pushTo().equals(address);
    }

    /** Whether its owner is to push to another address by now. */
    boolean isElsewhere() {
        return registrar.isElsewhere();
    }

    /** The instance of {@code beat} lives. */
    void heard(Beat beat, @Nullable Position position) {
        registrar.heard(beat, position);
    }

    /** What an application says to this user. */
    void pushed(Push bare) {
        feed.push(bare, null);
    }

    /** Says {@code message} to this client now. */
    void tell(ServerMessage message) {
        feed.tell(Frame.of(Blanks.as(message, peer.userId())));
    }

    @Override
    public void text(String text) {
        if (!isGone()) {
            intake.text(text);
        }
    }

    @Override
    public void noText(Phrase why) {
        if (!isGone()) {
            intake.noText(why);
        }
    }

    @Override
    public void tooLarge() {
        departure.leave(CloseCode.TOO_LARGE, Refusal.tooLarge(gateway.config().maxMessageBytes()), "too_large");
    }

    @Override
    public void alive() {
        pulse.felt();
    }

    @Override
    public void closed(boolean byClient) {
        departure.closed(byClient);
    }

    @Override
    public Future<ReadReply> read(long afterSeq) {
        return registrar.read(afterSeq);
    }

    @Override
    public void unmendable(long seq) {
        peer.in(LOG.warn("push_beyond_the_log")).log("dropped a push with seq {}, which the log does not have", seq);
    }

    @Override
    public void fellBehind() {
        slow(Step.SNAPSHOT, 1);
    }

    @Override
    public void overflow() {
        if (!isGone()) {
            gateway.census().slow(Step.CLOSED, 1);
            leave(Refusal.of(ErrorCode.SLOW_CONSUMER), "slow_consumer");
        }
    }

    @Override
    public void sent(Frame frame) {
        gateway.census().sent(frame);
    }

    /** A pong may wait behind all that the client has not read yet, and be late for that. */
    @Override
    public void moved() {
        alive();
    }

    @Override
    public void drained() {
        feed.pump();
    }

    @Override
    public void slow(Step step, int times) {
        gateway.census().slow(step, times);
    }

    /** Whether the client takes nothing of what it is sent, for too long. */
    boolean isStalled(long nowNanos) {
        return queue.isStalled(nowNanos);
    }

    /** Tells the client why, and closes. */
    void leave(Refusal why, String reason) {
        departure.leave(why, reason);
    }

    /** Has left, with this close code of either side: its conversation is told so. {@code comesBack}: its session waits for it. */
    void gone(String reason, @Nullable Short closeCode, boolean comesBack) {
        if (isGone()) {
            return;
        }
        ConnectionState before = state;
        queue.finish();
        intake.end();
        departure.end();
        long writtenSeq = queue.writtenSeq(); // what is told again for a while is not to keep all of this
        Gateway tells = gateway;
        Link left = link;
        Runnable unregister = () -> tells.unregister(left, () -> left.unregister(writtenSeq, reason));
        registrar.end(unregister);
        unregister.run();
        state = gateway.left(this, comesBack && isConnected() ? link.sessionId() : null);
        peer.in(LOG.info("connection_closed"))
                .addKeyValue(Field.SESSION_ID, link.sessionId())
                .addKeyValue("reason", reason)
                .addKeyValue("close_code", closeCode)
                .addKeyValue("since", before.sinceMs())
                .addKeyValue("last_ping", pulse.lastPingMs())
                .addKeyValue("last_message", intake.lastMessageMs())
                .log("closed: {}", reason);
    }
}

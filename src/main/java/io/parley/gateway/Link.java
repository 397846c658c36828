package io.parley.gateway;

import io.parley.bus.Beat;
import io.parley.bus.BusFailure;
import io.parley.bus.HandleReply;
import io.parley.bus.HandleRequest;
import io.parley.bus.ReadReply;
import io.parley.bus.ReadRequest;
import io.parley.bus.RegisterReply;
import io.parley.bus.RegisterRequest;
import io.parley.bus.Transport;
import io.parley.bus.Unregister;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection's way to its conversation: it knows the session, and which instance owns the conversation as far as was
 * heard. Each request is one attempt. Confined to one context.
 */
final class Link {
    /** Asked again after longer and longer pauses, that is some ten seconds. */
    private static final int MAX_OLD_REPLIES = 12;

    private final Transport transport;
    private final String gatewayId;
    private final Peer peer;
    private final Supplier<String> wanted;
    /** As the owner was told last. */
    private String pushTo;

    private @Nullable String sessionId;
    private @Nullable String owner;
    private @Nullable String incarnation;
    private @Nullable String logId;
    private long epoch;
    /** The newest that somebody pushed with since. */
    private long heardEpoch;

    private int oldReplies;

    /** {@code wanted}: where the owner is to push what is for this connection, when it is asked. */
    Link(Transport transport, String gatewayId, Peer peer, Supplier<String> wanted) {
        this.transport = transport;
        this.gatewayId = gatewayId;
        this.peer = peer;
        this.wanted = wanted;
        this.pushTo = wanted.get();
    }

    /** The session as the conversation named it; null before the first register. */
    @Nullable
    String sessionId() {
        return sessionId;
    }

    long epoch() {
        return epoch;
    }

    /** Somebody pushes as the owner of {@code newer}: who answers as one of before is so no more. */
    void hears(long newer) {
        heardEpoch = Math.max(heardEpoch, newer);
    }

    /** Whether somebody owns the conversation who was not registered with yet. */
    boolean isOwnedAnew() {
        return heardEpoch > epoch;
    }

    /** Whether {@code instance} is the owner, as far as is known here. */
    boolean isOwnedBy(String instance) {
        return instance.equals(owner);
    }

    /** Whether {@code beat} is of the owner, and the same that was registered with. */
    boolean isKnown(Beat beat) {
        return beat.incarnation().equals(incarnation) && beat.logId().equals(logId);
    }

    boolean hasOwner() {
        return owner != null;
    }

    /** The owner cannot be reached: the next request goes to any instance. */
    void forgetOwner() {
        owner = null;
    }

    /** Asks any instance, which finds or makes the owner. A refusal is an answer too. */
    Future<RegisterReply> register(@Nullable String resumedSession, @Nullable Long lastSeq) {
        String before = pushTo;
        pushTo = wanted.get();
        var request = new RegisterRequest(
                peer.connectionId(),
                resumedSession,
                peer.userId(),
                peer.projectId(),
                gatewayId,
                pushTo,
                lastSeq,
                peer.lang().tag(),
                logId,
                null);
        return transport
                .register(null, request)
                .compose(this::newest)
                .map(this::learn)
                .onComplete((reply, failure) -> {
                    if (failure != null || !reply.success()) {
                        pushTo = before; // where the owner heard it all the same, the sweep tells it once more
                    }
                });
    }

    /** Where the owner pushes to, as it was told last. */
    String pushTo() {
        return pushTo;
    }

    /** Whether the owner is to be told another address by now. */
    boolean isElsewhere() {
        return !pushTo.equals(wanted.get());
    }

    Future<HandleReply> handle(ClientMessage message, long deadlineMs) {
        var request = new HandleRequest(peer.connectionId(), peer.userId(), peer.projectId(), message, deadlineMs);
        return transport.handle(owner, request).map(this::learn);
    }

    Future<ReadReply> read(long afterSeq, int limit) {
        return transport.read(owner, new ReadRequest(peer.projectId(), afterSeq, limit));
    }

    /** Harmless where it was never registered, or is not any more. */
    void unregister(long lastSeq, String reason) {
        transport.unregister(
                owner,
                new Unregister(peer.connectionId(), sessionId, peer.userId(), peer.projectId(), lastSeq, reason));
    }

    /**
     * An owner of before may answer until it finds out that it is none any more: it is asked again, or another. One that goes on
     * to answer has a log that lost who came after it.
     */
    private Future<RegisterReply> newest(RegisterReply reply) {
        boolean isOfLog = logId == null || logId.equals(reply.logId());
        boolean isOld = reply.success() && isOfLog && reply.epoch() < Math.max(epoch, heardEpoch);
        return isOld && ++oldReplies <= MAX_OLD_REPLIES
                ? Future.failedFuture(new BusFailure(ErrorCode.UNAVAILABLE, "an owner of before answered"))
                : Future.succeededFuture(reply);
    }

    private RegisterReply learn(RegisterReply reply) {
        if (reply.success()) {
            oldReplies = 0;
            sessionId = reply.sessionId();
            owner = reply.owner();
            incarnation = reply.incarnation();
            logId = reply.logId();
            epoch = reply.epoch();
            heardEpoch = epoch;
        }
        return reply;
    }

    /** A new owner's epoch is learned by registering with it: only then what it pushes fits what the client has. */
    private HandleReply learn(HandleReply reply) {
        if (reply.epoch() >= epoch) {
            owner = reply.owner();
        }
        return reply;
    }
}

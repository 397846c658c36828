package io.parley.gateway;

import io.parley.bus.Beat;
import io.parley.bus.Beat.Position;
import io.parley.bus.BusFailure;
import io.parley.bus.Envelope;
import io.parley.bus.ReadReply;
import io.parley.bus.RegisterReply;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection known to its conversation: registers it when it comes, when its client wants what it missed, and
 * when the owner was lost. What the conversation answers goes to the {@link Feed}. Confined to one context.
 */
final class Registrar {
    private static final int PAGE = 200;

    private final Connection connection;
    private final GatewayConfig config;
    private final Link link;
    private final Registration registration;
    private final Feed feed;
    private ClientMessage.@Nullable Resume nextResume;
    private boolean letGoMeanwhile;

    Registrar(Connection connection, GatewayConfig config, Link link, Registration registration, Feed feed) {
        this.connection = connection;
        this.config = config;
        this.link = link;
        this.registration = registration;
        this.feed = feed;
    }

    /** The first register. Fails where nobody answers it in time. */
    Future<Void> open(Handshake handshake) {
        return registration.run(
                handshake.sessionId(), handshake.lastSeq(), reply -> registered(reply, Opening.CONNECTED, null));
    }

    /** Asks for what was missed, at the client's wish. While a register is under way the latest wish waits. */
    void resume(ClientMessage.Resume wish) {
        if (registration.isRunning()) {
            nextResume = wish;
            return;
        }
        String own = link.sessionId();
        String session = wish.sessionId() == null ? own : wish.sessionId();
        boolean isOwn = session != null && session.equals(own);
        long given = feed.holdForResume();
        Long from = wish.lastSeq() == null && isOwn ? Long.valueOf(given) : wish.lastSeq();
        registration
                .run(session, from, reply -> registered(reply, wish))
                .onFailure(failure -> failed(refusalOf(failure), wish));
    }

    /** Registers with whoever owns the conversation now; the client notices nothing. */
    Future<Void> again() {
        if (registration.isRunning()) {
            return registration.run(null, null, reply -> {});
        }
        feed.hold();
        letGoMeanwhile = false;
        return registration
                .runAgain(link.sessionId(), feed.last(), reply -> registered(reply, Opening.SILENT, null))
                .onFailure(failure -> {
                    link.forgetOwner(); // whoever it is, it is looked for again
                    failed(refusalOf(failure), null);
                });
    }

    /** The connection is gone: {@code undo} follows whatever register may still be served. */
    void end(Runnable undo) {
        registration.end(undo);
    }

    /**
     * Something that was pushed before {@code envelope} did not come. While no owner is known, or another is asked for, its
     * sender may be the one.
     */
    void missed(Envelope envelope) {
        boolean mayBeOwner = link.isOwnedBy(envelope.from()) || !link.hasOwner() || registration.isRunning();
        if (mayBeOwner && !connection.isGone()) {
            feed.mend(envelope.n());
        }
    }

    /** The owner is forgotten where it is one of the {@code silent}. */
    void forgetOwner(Set<String> silent) {
        if (silent.stream().anyMatch(link::isOwnedBy)) {
            link.forgetOwner();
        }
    }

    /** Whether there is no owner, or it has let this connection go, and none is looked for. */
    boolean lacksOwner() {
        return (!link.hasOwner() || letGoMeanwhile) && mayRegister();
    }

    void lookForOwner() {
        again().onFailure(this::lost);
    }

    /** Whether the owner pushes to another address than it should, and is not being told so. */
    boolean isElsewhere() {
        return link.isElsewhere() && mayRegister();
    }

    /** An instance lives; {@code position}: how far it says that this conversation has come. */
    void heard(Beat beat, @Nullable Position position) {
        if (!mayRegister()) {
            letGoMeanwhile |= position != null && position.lastSeq() == null && registration.isRunning();
            return;
        }
        boolean isOther = link.isOwnedBy(beat.from()) && !link.isKnown(beat);
        if (isOther || (position != null && isNews(position))) {
            again().onFailure(this::lost);
        } else if (position != null && position.epoch() == link.epoch() && isBehind(position)) {
            feed.mend();
        }
    }

    private boolean isNews(Position position) {
        return position.epoch() > link.epoch() || (position.epoch() == link.epoch() && position.lastSeq() == null);
    }

    private boolean isBehind(Position position) {
        Long lastSeq = position.lastSeq();
        return lastSeq != null && lastSeq > feed.last() && feed.isLive();
    }

    private boolean mayRegister() {
        return connection.isConnected() && !registration.isRunning();
    }

    /** Whether {@code envelope} is of the owner; one of a new owner makes it be registered with. */
    boolean isOfOwner(Envelope envelope) {
        link.hears(envelope.epoch());
        if (envelope.epoch() > link.epoch() && mayRegister()) {
            again().onFailure(this::lost);
        }
        return envelope.epoch() >= link.epoch();
    }

    /** Reads a page of the log for the feed. Where it fails, the conversation is registered with anew. */
    Future<ReadReply> read(long afterSeq) {
        return link.read(afterSeq, PAGE).onFailure(failure -> {
            if (refusalOf(failure).code() != ErrorCode.BUSY) { // else it is there, and too many ask at once
                link.forgetOwner();
            }
            again().onFailure(this::lost);
        });
    }

    private void registered(RegisterReply reply, ClientMessage.Resume wish) {
        registered(reply, Opening.RESUMED, wish);
    }

    private void registered(RegisterReply reply, Opening opening, ClientMessage.@Nullable Resume wish) {
        if (connection.isGone()) {
            link.unregister(Feed.startOf(reply), "gone_before_registered");
        } else if (reply.success()) {
            boolean isHole = connection.found(link.pushTo(), reply);
            feed.registered(opening.messages(connection.peer(), reply, config), reply, opening == Opening.SILENT);
            if (isHole) {
                feed.mend();
            }
            connection.known();
            resumeNext();
            registerOnceMore();
        } else {
            refused(reply, wish);
        }
    }

    /** The owner said meanwhile that it had let this connection go: before or after it answered, nobody knows. */
    private void registerOnceMore() {
        boolean wasLetGo = letGoMeanwhile;
        letGoMeanwhile = false;
        if (wasLetGo && mayRegister()) {
            again().onFailure(this::lost);
        }
    }

    private void refused(RegisterReply reply, ClientMessage.@Nullable Resume wish) {
        Refusal why = Refusal.of(
                reply.error() == null ? ErrorCode.INTERNAL_ERROR : reply.error().code());
        if (wish != null && why.code().retry()) {
            failed(why, wish);
        } else {
            connection.leave(why, "refused");
        }
    }

    /** All goes on as it was; a client that waits for {@code wish}, or for the one after it, is told. */
    private void failed(Refusal why, ClientMessage.@Nullable Resume wish) {
        if (link.isElsewhere() || link.isOwnedAnew()) {
            feed.mend(); // meanwhile it took only what came where it asked to hear, or what follows something that
            // it does not have
        }
        feed.release();
        ClientMessage.Resume next = nextResume;
        nextResume = null;
        if (wish != null) {
            connection.tell(connection.peer().told(why, wish.id()));
        }
        if (next != null) {
            connection.tell(connection.peer().told(why, next.id()));
        }
    }

    private void resumeNext() {
        ClientMessage.Resume wish = nextResume;
        nextResume = null;
        if (wish != null) {
            resume(wish);
        }
    }

    /** The conversation cannot be found for longer than a request may take: the client is to come back. */
    private void lost(Throwable failure) {
        connection.leave(refusalOf(failure), "conversation_lost");
    }

    static Refusal refusalOf(Throwable failure) {
        return Refusal.of(failure instanceof BusFailure bus ? bus.code() : ErrorCode.INTERNAL_ERROR);
    }
}

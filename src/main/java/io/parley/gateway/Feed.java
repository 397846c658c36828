package io.parley.gateway;

import io.parley.bus.Envelope;
import io.parley.bus.ReadReply;
import io.parley.bus.RegisterReply;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order in which one client sees its conversation: each entry of the log once, by {@code seq}, whatever comes twice,
 * late or not at all. Confined to one context.
 *
 * <p>It is live, or it catches up: then what is pushed is held, {@link Backlog} goes out as the queue drains, and {@link Lack} puts
 * into it what is missing.
 */
final class Feed {
    private final String userId;
    private final SendQueue queue;
    private final Reader reader;
    private final Backlog backlog;
    private final Lack lack;
    private Held.Since since = Held.Since.NOBODY;
    private Phase phase = Phase.REGISTERING;
    private boolean pumping;

    /** What a client that does not have all yet waits for. */
    private enum Phase {
        /** For the answer to a register; what is known already goes out. */
        REGISTERING,
        /** For the answer to a register at its own wish, which says what goes out. */
        RESUMING,
        /** For what it lacks. */
        CATCHING_UP,
        /** For nothing. */
        LIVE
    }

    /** What the feed asks of its connection. */
    interface Reader {
        /** Reads a page of the log after {@code afterSeq}. Where it fails, the reader registers anew. */
        Future<ReadReply> read(long afterSeq);

        /** A push that is beyond the log's end, as its owner has it, was dropped. */
        void unmendable(long seq);

        /** The client is too slow: from now on it gets what its conversation says when the queue has drained. */
        void fellBehind();

        /** The queue is full of what cannot be taken back. */
        void overflow();
    }

    Feed(String userId, SendQueue queue, Reader reader) {
        this.userId = userId;
        this.queue = queue;
        this.reader = reader;
        this.backlog = new Backlog(userId);
        this.lack = new Lack(backlog, queue, reader, this::pump);
    }

    /** Whether the client has all that was heard of. */
    boolean isLive() {
        return phase == Phase.LIVE;
    }

    /** The last entry that is written, or about to be. */
    long last() {
        return backlog.last();
    }

    /** The last entry that went to the queue. */
    long given() {
        return backlog.given();
    }

    /** Says {@code frame} to this client alone, before what waits for the queue to drain. */
    void tell(Frame frame) {
        if (!queue.offer(frame)) {
            forget();
            if (!queue.offer(frame)) {
                reader.overflow();
            }
        }
    }

    /** A register is under way: pushes wait for its answer. */
    void hold() {
        phase = Phase.REGISTERING;
    }

    /**
     * As {@link #hold}, at the client's wish: what waits for it waits on, and what the answer says again is forgotten then.
     * Returns the last entry that went to the queue.
     */
    long holdForResume() {
        phase = Phase.RESUMING;
        return backlog.given();
    }

    /** The register failed; what was, goes on. */
    void release() {
        phase = Phase.CATCHING_UP;
        pump();
    }

    /**
     * The answer to a register.
     *
     * @param opening what to say before anything else
     * @param silent the client did not ask: entries that it has are not repeated, and nothing starts over
     */
    void registered(List<ServerMessage> opening, RegisterReply reply, boolean silent) {
        if (phase == Phase.RESUMING) {
            backlog.forgetSaidAgain();
        }
        opening.forEach(backlog::say);
        if (reply.resetFrom() != null) {
            backlog.startOver();
        }
        if (!silent || reply.resetFrom() != null) {
            backlog.startAt(startOf(reply));
            queue.startAt(backlog.last());
        }
        reply.messages().forEach(backlog::append);
        since = Held.Since.of(reply);
        lack.restart(reply, since);
        phase = Phase.CATCHING_UP;
        pump();
    }

    void push(Push push, @Nullable Envelope from) {
        Held.Item item = new Held.Item(push, from);
        boolean isAsked = phase == Phase.REGISTERING || phase == Phase.RESUMING;
        if (!isAsked && since.isAfter(item)) { // meanwhile the numbers may be those of another address
            return; // it was said before the client was told all that runs
        }
        if (phase == Phase.LIVE) {
            send(item);
        } else if (phase != Phase.CATCHING_UP || !lack.isToBeRead(push)) {
            lack.hold(item);
        }
    }

    /** As {@link #mend}, of something before the owner's push {@code n}. */
    void mend(long n) {
        catchUp();
        lack.loseBefore(n);
        pump();
    }

    /** Something that was pushed did not come: it is read from the log, with what is running. */
    void mend() {
        catchUp();
        lack.lose();
        pump();
    }

    /** The queue has room again: whatever waits for that goes on. */
    void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            boolean again = true;
            while (again) {
                again = step();
            }
        } finally {
            pumping = false;
        }
    }

    /** One step of catching up; false when it has to wait for something, or is done. */
    private boolean step() {
        if (phase == Phase.LIVE || phase == Phase.RESUMING) {
            return false;
        }
        if (!backlog.isEmpty()) {
            return backlog.offerTo(queue);
        }
        return phase != Phase.REGISTERING && mended();
    }

    private boolean mended() {
        Lack.Step step = lack.mend();
        if (step == Lack.Step.IS_OVER) {
            phase = Phase.LIVE;
        }
        return step == Lack.Step.GOES_ON;
    }

    private void send(Held.Item item) {
        Push push = item.push();
        if (backlog.lacksOneBefore(push)) {
            catchUp();
            lack.hold(item);
            pump();
        } else if (backlog.isNext(push)) {
            sendEntry(push);
        } else if (push.seq() == 0 && !backlog.isOver(push) && !backlog.isBehind(push)) {
            sendLoose(push, push.as(userId).frame());
        }
    }

    private void sendEntry(Push push) {
        Frame frame = push.as(userId).frame();
        if (queue.hasRoom(frame) && queue.offer(frame)) {
            backlog.took(push);
        } else {
            fallBehind();
        }
    }

    private void sendLoose(Push push, Frame frame) {
        if (push.comesAgain()) {
            if (!queue.offer(frame)) {
                forget();
            }
        } else if (!push.isOfTheMoment() || queue.hasRoom(frame)) {
            tell(frame);
        }
    }

    /** There is no room but that of what streams: its client is to have a snapshot instead. */
    private void forget() {
        if (queue.forget() || phase == Phase.LIVE) {
            fallBehind();
        }
    }

    /** The client reads too slowly: what its conversation says again is left to that, until the queue has drained. */
    private void fallBehind() {
        reader.fellBehind();
        catchUp();
        lack.lose();
        pump(); // nothing may be on its way: what waited for company was taken back, and nobody says that it has
        // drained
    }

    /** A client that was live is so no more; a register under way goes on. */
    private void catchUp() {
        if (phase == Phase.LIVE) {
            phase = Phase.CATCHING_UP;
        }
    }

    /** The entry that the client has before {@code reply}. */
    static long startOf(RegisterReply reply) {
        if (reply.resetFrom() != null) {
            return reply.resetFrom() - 1;
        }
        return reply.messages().isEmpty()
                ? reply.lastSeq()
                : reply.messages().get(0).seq() - 1;
    }
}

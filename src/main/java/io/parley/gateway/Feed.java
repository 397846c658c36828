package io.parley.gateway;

import io.parley.bus.Envelope;
import io.parley.bus.ReadReply;
import io.parley.bus.RegisterReply;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order in which one client sees its conversation: each entry of the log once, by {@code seq}, whatever comes twice,
 * late or not at all. Confined to one context.
 *
 * <p>It is live, or it catches up: then what is pushed is held, {@code backlog} goes out as the queue drains, missing pages
 * are read, and what was held is merged in.
 */
final class Feed {
    private final String userId;
    private final SendQueue queue;
    private final Reader reader;
    private final Backlog backlog;
    private final Held held = new Held();
    private Held.Since since = Held.Since.NOBODY;
    private Running running = Running.nothing();
    private boolean registering = true;
    /** The register under way is the client's wish. */
    private boolean resuming;

    private boolean more;
    private boolean reading;
    /** The latest read, or what made its answer needless. */
    private long reads;

    private int heldBeforeRead;
    private boolean live;
    /** Something was pushed and did not come, or was not taken, since the latest read. */
    private boolean lost;

    /** The latest push of the owner before which another is missing; 0: none since the latest register. */
    private long holeBefore;

    private boolean pumping;

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
    }

    /** Whether the client has all that was heard of. */
    boolean isLive() {
        return live;
    }

    /** The last entry that is written, or about to be. */
    long last() {
        return backlog.last();
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
        registering = true;
        live = false;
    }

    /**
     * As {@link #hold}, at the client's wish: what waits for it waits on, and what the answer says again is forgotten then.
     * Returns the last entry that went to the queue.
     */
    long holdForResume() {
        hold();
        resuming = true;
        return backlog.given();
    }

    /** The register failed; what was, goes on. */
    void release() {
        registering = false;
        resuming = false;
        pump();
    }

    /**
     * The answer to a register.
     *
     * @param opening what to say before anything else
     * @param silent the client did not ask: entries that it has are not repeated, and nothing starts over
     */
    void registered(List<ServerMessage> opening, RegisterReply reply, boolean silent) {
        if (resuming) {
            backlog.forgetSaidAgain();
        }
        opening.forEach(backlog::say);
        if (!silent || reply.resetFrom() != null) {
            backlog.startAt(startOf(reply));
            queue.startAt(backlog.last());
        }
        reply.messages().forEach(backlog::append);
        more = reply.more();
        running = new Running(reply.running());
        backlog.forgetTold();
        since = Held.Since.of(reply);
        held.keepFrom(since, reply.epoch());
        registering = false;
        resuming = false;
        reading = false;
        lost = holeBefore > reply.n();
        holeBefore = 0;
        reads++;
        pump();
    }

    private void page(ReadReply reply) {
        reading = false;
        long before = backlog.last();
        reply.messages().forEach(backlog::append);
        boolean grew = backlog.last() > before;
        more = reply.more() && grew;
        running = new Running(reply.running());
        if (!more) {
            held.dropBeyond(grew ? reply.lastSeq() : before, heldBeforeRead).forEach(reader::unmendable);
        }
        pump();
    }

    void push(Push push, @Nullable Envelope from) {
        Held.Item item = new Held.Item(push, from);
        if (since.isAfter(item)) {
            return; // it was said before the client was told all that runs
        }
        if (live) {
            send(item);
        } else if (!isToBeRead(push)) {
            held.add(item);
        }
    }

    /** As {@link #mend}, of something before the owner's push {@code n}. */
    void mend(long n) {
        holeBefore = n;
        mend();
    }

    /** Something that was pushed did not come: it is read from the log, with what is running. */
    void mend() {
        live = false;
        lost = true;
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
        if (live || resuming) {
            return false;
        }
        if (!backlog.isEmpty()) {
            return backlog.offerTo(queue);
        }
        if (registering || reading) {
            return false;
        }
        if (more || lost) {
            return read();
        }
        if (!running.messages().isEmpty()) {
            backlog.tell(running);
            running = Running.nothing();
            return true;
        }
        return merge();
    }

    private boolean read() {
        if (queue.isIdle()) {
            long number = ++reads;
            reading = true;
            lost = false;
            heldBeforeRead = held.size();
            reader.read(backlog.last()).onSuccess(reply -> {
                if (number == reads) { // else a register came between
                    page(reply);
                }
            });
        }
        return false;
    }

    private boolean merge() {
        if (held.forgot()) {
            more = true;
            return true;
        }
        Iterator<Held.Item> items = held.take().iterator();
        while (items.hasNext()) {
            Held.Item item = items.next();
            if (backlog.lacksOneBefore(item.push())) {
                held.add(item);
                items.forEachRemaining(held::add);
                more = true;
                return true;
            }
            backlog.append(item.push());
        }
        live = backlog.isEmpty();
        return !live;
    }

    private void send(Held.Item item) {
        Push push = item.push();
        if (backlog.lacksOneBefore(push)) {
            live = false;
            held.add(item);
            pump();
        } else if (backlog.isNext(push)) {
            sendEntry(push.as(userId).frame());
        } else if (push.seq() == 0) {
            sendLoose(push, push.as(userId).frame());
        }
    }

    private void sendEntry(Frame frame) {
        if (queue.hasRoom(frame) && queue.offer(frame)) {
            backlog.took();
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
        if (queue.forget() || live) {
            fallBehind();
        }
    }

    /** The client reads too slowly: what its conversation says again is left to that, until the queue has drained. */
    private void fallBehind() {
        reader.fellBehind();
        live = false;
        lost = true;
    }

    /** Whether a read that is still to come makes {@code push} needless. */
    private boolean isToBeRead(Push push) {
        return (more || lost) && !reading && !registering && push.comesAgain();
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

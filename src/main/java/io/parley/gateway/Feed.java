package io.parley.gateway;

import io.parley.bus.Envelope;
import io.parley.bus.ReadReply;
import io.parley.bus.RegisterReply;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import java.util.ArrayDeque;
import java.util.Deque;
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
    private final Deque<Frame> backlog = new ArrayDeque<>();
    private final Held held = new Held();
    private Running running = Running.nothing();
    private Running told = Running.nothing();
    private long last;
    private boolean registering = true;
    private boolean more;
    private boolean reading;
    private int heldBeforeRead;
    private boolean live;
    private boolean lost;
    private boolean pumping;

    /** What the feed asks of its connection. */
    interface Reader {
        /** Reads the log after {@code seq} and answers with {@link Feed#page}, or registers anew. */
        void read(long afterSeq);

        /** A push that is beyond the log's end, as its owner has it, was dropped. */
        void unmendable(long seq);

        /** The queue is full of what cannot be taken back. */
        void overflow();
    }

    Feed(String userId, SendQueue queue, Reader reader) {
        this.userId = userId;
        this.queue = queue;
        this.reader = reader;
    }

    /** Whether the client has all that was heard of. */
    boolean isLive() {
        return live;
    }

    /** The last entry that is written, or about to be. */
    long last() {
        return last;
    }

    /** A register is under way: pushes wait for its answer. */
    void hold() {
        registering = true;
        live = false;
    }

    /** The register failed; what was, goes on. */
    void release() {
        registering = false;
        pump();
    }

    /**
     * The answer to a register.
     *
     * @param opening what to say before anything else
     * @param silent the client did not ask: entries that it has are not repeated, and nothing starts over
     */
    void registered(List<ServerMessage> opening, RegisterReply reply, boolean silent) {
        opening.forEach(message -> backlog.add(Frame.of(message)));
        if (!silent || reply.resetFrom() != null) {
            last = startOf(reply);
            queue.startAt(last);
        }
        reply.messages().forEach(this::append);
        more = reply.more();
        running = new Running(reply.running());
        told = Running.nothing();
        held.take().stream()
                .filter(item -> item.push().seq() > 0 || !item.isBefore(reply.owner(), reply.incarnation(), reply.n()))
                .filter(item -> item.from() == null || item.from().epoch() >= reply.epoch())
                .forEach(held::add);
        registering = false;
        reading = false;
        lost = false;
        pump();
    }

    /** The answer to {@link Reader#read}. */
    void page(ReadReply reply) {
        if (!reading) {
            return; // a register came between
        }
        reading = false;
        long before = last;
        reply.messages().forEach(this::append);
        more = reply.more() && last > before;
        running = new Running(reply.running());
        if (!more) {
            dropBeyond(last > before ? reply.lastSeq() : last);
        }
        pump();
    }

    void push(Push push, @Nullable Envelope from) {
        if (!live) {
            held.add(new Held.Item(push, from));
        } else if (push.seq() == 0) {
            send(push.as(userId).frame());
        } else if (push.seq() == last + 1) {
            last++;
            send(push.as(userId).frame());
        } else if (push.seq() > last) {
            live = false;
            held.add(new Held.Item(push, from));
            pump();
        }
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
        boolean again = true;
        while (again) {
            again = step();
        }
        pumping = false;
    }

    /** One step of catching up; false when it has to wait for something, or is done. */
    private boolean step() {
        if (live) {
            return false;
        }
        Frame next = backlog.peek();
        if (next != null) {
            return queue.hasRoom(next) && queue.offer(backlog.remove());
        }
        if (registering || reading) {
            return false;
        }
        if (more || lost) {
            return read();
        }
        if (!running.messages().isEmpty()) {
            return tellRunning();
        }
        return merge();
    }

    private boolean read() {
        if (queue.isIdle()) {
            reading = true;
            lost = false;
            heldBeforeRead = held.size();
            reader.read(last);
        }
        return false;
    }

    private boolean tellRunning() {
        told = running;
        running = Running.nothing();
        told.messages().forEach(message -> backlog.add(Frame.of(message)));
        return true;
    }

    private boolean merge() {
        if (held.forgot()) {
            more = true;
            return true;
        }
        Iterator<Held.Item> items = held.take().iterator();
        while (items.hasNext()) {
            Held.Item item = items.next();
            if (item.push().seq() > last + 1) {
                held.add(item);
                items.forEachRemaining(held::add);
                more = true;
                return true;
            }
            append(item.push());
        }
        live = backlog.isEmpty();
        return !live;
    }

    private void append(Logged entry) {
        append(Push.of(entry));
    }

    private void append(Push push) {
        if (push.seq() == 0) {
            if (!told.covers(push.message())) {
                backlog.add(push.as(userId).frame());
            }
        } else if (push.seq() == last + 1) {
            last++;
            backlog.add(push.as(userId).frame());
        }
    }

    /** What was pushed before the log was read, and is beyond the log's end, is of no log; what came later may be. */
    private void dropBeyond(long end) {
        List<Held.Item> all = held.take();
        for (int i = 0; i < all.size(); i++) {
            long seq = all.get(i).push().seq();
            if (i < heldBeforeRead && seq > end) {
                reader.unmendable(seq);
            } else {
                held.add(all.get(i));
            }
        }
    }

    private void send(Frame frame) {
        if (!queue.offer(frame)) {
            reader.overflow();
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

package io.parley.gateway;

import io.parley.bus.ReadReply;
import io.parley.bus.RegisterReply;
import java.util.Iterator;

/**
 * What one client does not have yet, though it was said: pages of the log, what is running, and what was pushed meanwhile. It goes
 * to the {@link Backlog}, in this order. Confined to one context.
 */
final class Lack {
    private final Backlog backlog;
    private final SendQueue queue;
    private final Feed.Reader reader;
    private final Runnable came;
    private final Held held = new Held();
    private final Unread unread = new Unread();
    private Running running = Running.nothing();
    private int heldBeforeRead;
    /** The latest push of the owner before which another is missing; 0: none since the latest register. */
    private long holeBefore;

    /** What came of one step of mending. */
    enum Step {
        /** There is another one to do. */
        GOES_ON,
        /** For the queue to drain, or for a page. */
        WAITS,
        /** Nothing is lacking. */
        IS_OVER
    }

    /** {@code came} is done when a page of the log is here. */
    Lack(Backlog backlog, SendQueue queue, Feed.Reader reader, Runnable came) {
        this.backlog = backlog;
        this.queue = queue;
        this.reader = reader;
        this.came = came;
    }

    /** All begins anew with the answer to a register; of what was pushed only that counts which was after {@code since}. */
    void restart(RegisterReply reply, Held.Since since) {
        running = new Running(reply.running());
        backlog.forgetTold();
        held.keepFrom(since, reply.epoch());
        unread.reset(reply.more(), holeBefore > reply.n());
        holeBefore = 0;
    }

    /** Something that was pushed did not come, or was not taken: it is read from the log, with what is running. */
    void lose() {
        unread.lose();
    }

    /** The same, of something before the owner's push {@code n}. */
    void loseBefore(long n) {
        holeBefore = Math.max(holeBefore, n);
        lose();
    }

    /** {@code item} waits until what is before it is here. */
    void hold(Held.Item item) {
        held.add(item);
    }

    /** Whether a read that is still to come makes {@code push} needless. */
    boolean isToBeRead(Push push) {
        return unread.isAny() && !unread.isComing() && push.comesAgain();
    }

    /** Puts the next of what is lacking into the backlog, which is empty. */
    Step mend() {
        if (unread.isComing()) {
            return Step.WAITS;
        }
        if (unread.isAny()) {
            read();
            return Step.WAITS;
        }
        if (!running.messages().isEmpty()) {
            backlog.tell(running);
            running = Running.nothing();
            return Step.GOES_ON;
        }
        return merge();
    }

    private void read() {
        if (queue.isIdle()) {
            heldBeforeRead = held.size();
            unread.read(() -> reader.read(backlog.last()), this::page);
        }
    }

    private void page(ReadReply reply) {
        long before = backlog.last();
        reply.messages().forEach(backlog::append);
        boolean grew = backlog.last() > before;
        boolean more = reply.more() && grew;
        unread.came(more);
        running = new Running(reply.running());
        if (!more) {
            held.dropBeyond(grew ? reply.lastSeq() : before, heldBeforeRead).forEach(reader::unmendable);
        }
        came.run();
    }

    private Step merge() {
        if (held.forgot()) {
            unread.more();
            return Step.GOES_ON;
        }
        Iterator<Held.Item> items = held.take().iterator();
        while (items.hasNext()) {
            Held.Item item = items.next();
            if (backlog.lacksOneBefore(item.push())) {
                held.add(item);
                items.forEachRemaining(held::add);
                unread.more();
                return Step.GOES_ON;
            }
            backlog.append(item.push());
        }
        return backlog.isEmpty() ? Step.IS_OVER : Step.GOES_ON;
    }
}

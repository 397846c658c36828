package io.parley.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The queue in front of the log (ARCHITECTURE D3): while one batch is written, the next gathers. What is of a conversation
 * that somebody else holds is written {@link Apart}. Confined to one loop.
 *
 * <p>At most {@link #MAX_WAITING} writes wait; one more fails at once with {@link StoreFailure}. So does one whose turn has
 * not come in time.
 */
final class GroupCommit {
    static final int MAX_WAITING = 4_096;
    static final int MAX_BATCH = 128;

    private final Loop loop;
    private final BatchWriter writer;
    private final Duration maxWait;
    private final Apart apart;
    private final ArrayDeque<Write> waiting = new ArrayDeque<>();
    private final Promise<Void> drained = Promise.promise();
    private boolean writing;
    private boolean closed;

    /** {@code apart}: how many conversations that somebody else holds are written at once. */
    GroupCommit(Loop loop, BatchWriter writer, Duration maxWait, int apart) {
        this.loop = loop;
        this.writer = writer;
        this.maxWait = maxWait;
        this.apart = new Apart(loop, writer::writeApart, maxWait, apart, this::next);
    }

    /** Completes after the commit, with the entry's number. Any thread; each caller's order is kept. */
    Future<Long> write(Claim claim, Write.What what) {
        Promise<Long> done = Promise.promise();
        loop.run(() -> enqueue(new Write(claim, what, done, System.nanoTime())));
        return done.future();
    }

    /** Takes nothing more, and completes when all that was taken has ended. */
    Future<Void> close() {
        loop.run(() -> {
            closed = true;
            next();
        });
        return drained.future();
    }

    private void enqueue(Write write) {
        if (closed) {
            write.done().fail(new StoreFailure("the log is closed", null));
        } else if (waiting.size() >= MAX_WAITING) {
            write.done().fail(new StoreFailure("too much waits to be written", null));
        } else {
            waiting.add(write);
            loop.later(this::next); // what else comes in this turn of the loop goes into the same batch
        }
    }

    private void next() {
        if (writing) {
            return;
        }
        List<Write> batch = take();
        if (!batch.isEmpty()) {
            writing = true;
            writer.write(batch).onSuccess(locked -> loop.later(() -> written(locked)));
        } else if (closed && apart.isEmpty()) {
            drained.tryComplete();
        }
    }

    private void written(List<Write> locked) {
        writing = false;
        locked.forEach(apart::add);
        next();
    }

    /** The next batch, without what follows writes that are apart; what has waited too long by now is told so instead. */
    private List<Write> take() {
        List<Write> batch = new ArrayList<>();
        while (batch.size() < MAX_BATCH && !waiting.isEmpty()) {
            Write write = waiting.remove();
            if (write.isLate(maxWait)) {
                loop.later(write::failLate);
            } else if (apart.has(write.projectId())) {
                apart.add(write);
            } else {
                batch.add(write);
            }
        }
        return batch;
    }
}

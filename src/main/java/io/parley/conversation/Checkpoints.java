package io.parley.conversation;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.store.Checkpoint;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** Keeps how far running turns are, so that a crash costs no more than an interval of text. Confined to one context. */
final class Checkpoints {
    private static final EventLog LOG = EventLog.of(Checkpoints.class, EventLog.CONVERSATION);

    private final Journal journal;
    private final long intervalNanos;
    private long savedNanos;

    Checkpoints(Journal journal, long intervalMs, long nowNanos) {
        this.journal = journal;
        this.savedNanos = nowNanos;
        this.intervalNanos = TimeUnit.MILLISECONDS.toNanos(intervalMs);
    }

    /** Saves what has changed, where it is time to. */
    void beat(long nowNanos, Collection<Running> running) {
        if (nowNanos - savedNanos >= intervalNanos && journal.whileHeld().succeeded()) {
            savedNanos = nowNanos;
            running.forEach(work -> work.safely(() -> save(work)));
        }
    }

    private void save(Running work) {
        Checkpoint checkpoint = work.ending() == null ? work.toSave() : null;
        if (checkpoint == null) {
            return;
        }
        journal.checkpoint(work.turn().begunBy().seq(), checkpoint).onFailure(failure -> {
            work.notSaved();
            LOG.warn("checkpoint_failed")
                    .addKeyValue(Field.PROJECT_ID, journal.projectId())
                    .log("the text so far could not be kept: {}", failure.getMessage());
        });
    }
}

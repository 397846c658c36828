package io.parley.store;

import io.parley.ops.EventLog;
import java.time.Duration;

/**
 * Spares a database that does not answer: while it is silent, one question at a time is let through to it, and the others
 * fail at once. So an outage costs callers no time, and the database few half-open connections. Confined to one loop.
 */
final class Circuit {
    private static final EventLog LOG = EventLog.of(Circuit.class, EventLog.PARLEY);

    private final long pauseNanos;
    private final long patienceNanos;
    private long heard;
    private boolean silent;
    private long notBeforeNanos;

    /** {@code pause}: between two questions to a silent database; {@code patience}: how long an answer may take. */
    Circuit(Duration pause, Duration patience) {
        this.pauseNanos = pause.toNanos();
        this.patienceNanos = patience.toNanos();
    }

    /** Whether a question may be asked now. Where the answer is yes, its end must be told. */
    boolean admits(long nowNanos) {
        if (silent && nowNanos - notBeforeNanos < 0) {
            return false;
        }
        notBeforeNanos = nowNanos + patienceNanos; // counts only while it is silent
        return true;
    }

    /** How many answers there were; to be given back when a question is not answered. */
    long heard() {
        return heard;
    }

    /** The database answered, whatever it said. */
    void answered() {
        if (silent) {
            LOG.info("database_answers").log("the database of the log answers again");
        }
        heard++;
        silent = false;
    }

    /** A question ended that had too little time to say anything. Where it was the one let through, another may be soon. */
    void undecided(long nowNanos) {
        long soonNanos = nowNanos + pauseNanos;
        if (soonNanos - notBeforeNanos < 0) {
            notBeforeNanos = soonNanos;
        }
    }

    /** A question was not answered. Where others were since it was asked, {@code heardThen}, that is no silence. */
    void unanswered(long heardThen, long nowNanos) {
        if (heardThen != heard) {
            return;
        }
        if (!silent) {
            LOG.warn("database_silent")
                    .log("the database of the log does not answer; what needs it is refused until it does");
        }
        silent = true;
        notBeforeNanos = nowNanos + pauseNanos;
    }
}

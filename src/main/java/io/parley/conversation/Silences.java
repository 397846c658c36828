package io.parley.conversation;

import io.parley.agent.Agent;
import io.parley.agent.Outcome;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells the operator of answers that were complete and said nothing, as where an agent wrote a field under another name; once in
 * {@value #SECONDS} s for all of an instance. Confined to one context.
 */
final class Silences {
    static final int SECONDS = 10;
    private static final EventLog LOG = EventLog.of(Silences.class, EventLog.CONVERSATION);

    private final Agent agent;
    private final LongSupplier nanoTime;
    private long toldNanos;
    private int untold;

    Silences(Agent agent, LongSupplier nanoTime) {
        this.agent = agent;
        this.nanoTime = nanoTime;
        this.toldNanos = nanoTime.getAsLong() - TimeUnit.SECONDS.toNanos(SECONDS);
    }

    /** {@code turnId} was answered without a text. */
    void heard(Outcome outcome, String projectId, String turnId) {
        if (outcome.result() != null
                || outcome.generate() != null
                || !outcome.actions().isEmpty()) {
            return; // it does something else
        }
        long now = nanoTime.getAsLong();
        if (now - toldNanos < TimeUnit.SECONDS.toNanos(SECONDS)) {
            untold++;
            return;
        }
        LOG.warn("answer_empty")
                .addKeyValue(Field.PROJECT_ID, projectId)
                .addKeyValue(Field.MESSAGE_ID, turnId)
                .addKeyValue("agent", agent.getClass().getSimpleName())
                .addKeyValue("suppressed", untold)
                .log("an agent ended an answer well, and said nothing in it");
        toldNanos = now;
        untold = 0;
    }
}

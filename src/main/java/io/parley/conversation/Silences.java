package io.parley.conversation;

import io.parley.agent.Agent;
import io.parley.agent.Outcome;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.ops.Pace;
import java.util.function.LongSupplier;

/**
 * Tells the operator of answers that were complete and said nothing, as where an agent wrote a field under another name, at a
 * {@link Pace} for all of an instance. Confined to one context.
 */
final class Silences {
    private static final EventLog LOG = EventLog.of(Silences.class, EventLog.CONVERSATION);

    private final Agent agent;
    private final Pace pace;

    Silences(Agent agent, LongSupplier nanoTime) {
        this.agent = agent;
        this.pace = new Pace(nanoTime);
    }

    /** {@code turnId} was answered without a text. */
    void heard(Outcome outcome, String projectId, String turnId) {
        if (outcome.result() != null
                || outcome.generate() != null
                || !outcome.actions().isEmpty()) {
            return; // it does something else
        }
        pace.log(
                LOG.warn("answer_empty")
                        .addKeyValue(Field.PROJECT_ID, projectId)
                        .addKeyValue(Field.MESSAGE_ID, turnId)
                        .addKeyValue("agent", agent.getClass().getSimpleName()),
                "an agent ended an answer well, and said nothing in it");
    }
}

package io.parley.agent.web;

import io.parley.agent.AgentFailure;
import io.parley.agent.Turn;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import org.slf4j.spi.LoggingEventBuilder;

/** What the user is told where nobody answered, or not to the end, and what the log has of it. */
public final class Regrets {
    private static final EventLog LOG = EventLog.of(Regrets.class, EventLog.CONVERSATION);

    private Regrets() {}

    /**
     * What ended {@code turn}, after something was said or before; {@code post} is given up with it. Where it was given up before, by
     * us, nobody hears of it, and what is no failure of the other side stays as it is.
     */
    public static Throwable told(Throwable cause, Turn turn, Post post, boolean hasSpoken) {
        boolean isOurs = post.isStopped();
        post.stop();
        if (isOurs || !(cause instanceof Unanswered failure)) {
            return cause;
        }
        line(failure)
                .addKeyValue(Field.ADDRESS, post.host())
                .addKeyValue(Field.CODE, failure.reason().code().name())
                .addKeyValue(Field.PROJECT_ID, turn.projectId())
                .addKeyValue(Field.MESSAGE_ID, turn.turnId())
                .addKeyValue("status", failure.status())
                .log("{}", failure.getMessage());
        String sentence = failure.reason().phrase().in(turn.lang());
        return hasSpoken
                ? AgentFailure.interrupted(failure.reason().code(), sentence)
                : new AgentFailure(failure.reason().code(), sentence);
    }

    private static LoggingEventBuilder line(Unanswered failure) {
        return failure.reason() == Unanswered.Reason.REFUSED
                ? LOG.error("agent_refused")
                : LOG.warn("agent_unavailable");
    }
}

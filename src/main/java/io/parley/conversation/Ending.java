package io.parley.conversation;

import io.parley.agent.AgentFailure;
import io.parley.agent.Outcome;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.ops.TurnMeters;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.protocol.Phrase;
import io.parley.protocol.Text;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * @param error why, where it did not end well; null where it is complete or cancelled
 * @param outcome what the agent ended with, where it is complete; of a failure only what it has cost; else null
 * @param by the client's request that ended it; null where none did
 */
record Ending(
        Logged.AiReply.Outcome status,
        Logged.@Nullable Cause error,
        @Nullable Outcome outcome,
        @Nullable ClientKey by) {
    private static final EventLog LOG = EventLog.of(Ending.class, EventLog.CONVERSATION);

    static Ending complete(Outcome outcome) {
        return new Ending(Logged.AiReply.Outcome.COMPLETE, null, outcome, null);
    }

    /** Nobody's wish, and nobody will read of it: the turn has gone elsewhere. */
    static Ending dropped() {
        return new Ending(Logged.AiReply.Outcome.CANCELLED, null, null, null);
    }

    static Ending cancelled(ClientKey by) {
        return new Ending(Logged.AiReply.Outcome.CANCELLED, null, null, by);
    }

    /** A new question has come, and this one is not to be answered to its end. */
    static Ending superseded() {
        return new Ending(Logged.AiReply.Outcome.CANCELLED, null, null, null);
    }

    /** The node went away in the middle. */
    static Ending interrupted(Lang lang) {
        Logged.Cause cause = cause(ErrorCode.UNAVAILABLE, Phrase.of("answer.interrupted"), lang);
        return new Ending(Logged.AiReply.Outcome.INTERRUPTED, cause, null, null);
    }

    static Ending failed(ErrorCode code, Phrase phrase, Lang lang) {
        return new Ending(Logged.AiReply.Outcome.FAILED, cause(code, phrase, lang), null, null);
    }

    /** The agent's failure, or one of ours; what nobody foresaw is logged under the turn's id. */
    static Ending failed(Throwable failure, String turnId, Lang lang) {
        if (failure instanceof AgentFailure told) {
            return told(told, lang);
        }
        ErrorCode code = Failures.codeOf(failure);
        if (code == ErrorCode.INTERNAL_ERROR) {
            LOG.error("turn_failed")
                    .addKeyValue(Field.MESSAGE_ID, turnId)
                    .setCause(failure)
                    .log("a turn failed for a reason not foreseen");
        }
        return new Ending(Logged.AiReply.Outcome.FAILED, Logged.Cause.of(code, lang), null, null);
    }

    /** In the agent's words, or where it has none in those of its code. */
    private static Ending told(AgentFailure failure, Lang lang) {
        String words = failure.getMessage();
        String sentence = words == null ? failure.code().phrase().in(lang) : Text.wellFormed(words);
        return new Ending(
                failure.isInterrupted() ? Logged.AiReply.Outcome.INTERRUPTED : Logged.AiReply.Outcome.FAILED,
                new Logged.Cause(failure.code(), sentence, failure.retry()),
                failure.usage() == null ? null : new Outcome(false, null, failure.usage(), null),
                null);
    }

    /** Whether it came to no good end, and nobody wished it. */
    boolean isBad() {
        return status == Logged.AiReply.Outcome.FAILED || status == Logged.AiReply.Outcome.INTERRUPTED;
    }

    TurnMeters.End counted() {
        return switch (status) {
            case COMPLETE -> TurnMeters.End.COMPLETE;
            case CANCELLED -> TurnMeters.End.CANCELLED;
            case INTERRUPTED -> TurnMeters.End.INTERRUPTED;
            case FAILED -> TurnMeters.End.FAILED;
        };
    }

    private static Logged.Cause cause(ErrorCode code, Phrase phrase, Lang lang) {
        return new Logged.Cause(code, phrase.in(lang), code.retry());
    }
}

package io.parley.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import io.parley.protocol.Offer;
import io.parley.protocol.Phrase;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent that lives elsewhere says of a turn, one piece after the other.
 *
 * @param n 1, 2, 3, … without gaps for each asking; null only where an answer over HTTP is one JSON
 * @param control where the agent hears of this turn from now on, or null
 * @param ack true: the agent wants to be told when it was taken
 * @param thinking to add to what it thinks aloud
 * @param content to add to the answer
 * @param progress of a task, 0 to 100
 * @param phase a short word for where the task is
 * @param message a sentence about it
 * @param done all is said: the last event
 * @param needMore the agent asks back; with {@code done}
 * @param result what a task made; with {@code done}
 * @param usage what it cost, as the agent counts; with {@code done}
 * @param generate the arguments of a task to begin now; with {@code done}
 * @param actions what the user may choose now, at most 10; with {@code done}
 * @param error why it does not go on: the last event
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgentEvent(
        @Nullable String turnId,
        @Nullable Integer attempt,
        @Nullable Long n,
        @Nullable String control,
        @Nullable Boolean ack,
        @Nullable String thinking,
        @Nullable String content,
        @Nullable Integer progress,
        @Nullable String phase,
        @Nullable String message,
        @Nullable Boolean done,
        @Nullable Boolean needMore,
        @Nullable JsonObject result,
        @Nullable JsonObject usage,
        @Nullable JsonObject generate,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Offer> actions,
        @Nullable Fault error) {
    private static final int SENTENCE = 1_000;

    public AgentEvent {
        if (turnId != null) {
            Ids.require("turn_id", turnId);
        }
        if (control != null) {
            Ids.require("control", control);
        }
        actions = Offer.all(actions);
        requireSentence("phase", phase);
        requireSentence("message", message);
    }

    /** Whether nothing comes after it. */
    public boolean endsTurn() {
        return Boolean.TRUE.equals(done) || error != null;
    }

    /**
     * Why an agent does not go on.
     *
     * @param message for the user to read
     * @param retry whether to ask again may help; null: as the code has it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Fault(
            ErrorCode code, String message, @Nullable Boolean retry) {
        public Fault {
            requireSentence("error.message", message);
        }

        public boolean mayRetry() {
            return retry == null ? code.retry() : retry;
        }
    }

    private static void requireSentence(String field, @Nullable String text) {
        if (text != null && text.length() > SENTENCE) {
            throw new BadMessage(Phrase.of("bad.size", field, String.valueOf(SENTENCE)));
        }
    }
}

package io.parley.agent;

import io.parley.protocol.Offer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an agent ended its turn well.
 *
 * @param needMore the agent asks back: the user's next message belongs to this question
 * @param result what a task made; null for an answer
 * @param usage what it cost, as the agent counts; null where it does not count
 * @param generate the arguments of a generation task to begin now; null for none
 * @param actions what the user may choose now, as buttons; at most 10. What is chosen comes back as {@link Turn.Message#action}
 */
public record Outcome(
        boolean needMore,
        @Nullable JsonObject result,
        @Nullable JsonObject usage,
        @Nullable JsonObject generate,
        List<Offer> actions) {
    public Outcome {
        actions = Offer.all(actions);
    }

    /** One that offers nothing to choose. */
    public Outcome(
            boolean needMore, @Nullable JsonObject result, @Nullable JsonObject usage, @Nullable JsonObject generate) {
        this(needMore, result, usage, generate, List.of());
    }

    /** All was said. */
    public static Outcome complete() {
        return new Outcome(false, null, null, null);
    }

    /** The agent asked something back. */
    public static Outcome needingMore() {
        return new Outcome(true, null, null, null);
    }

    /** A task made {@code result}. */
    public static Outcome result(JsonObject result) {
        return new Outcome(false, result, null, null);
    }

    /** All was said, and a generation task with {@code args} is to begin. */
    public static Outcome thenGenerate(JsonObject args) {
        return new Outcome(false, null, null, args);
    }

    /** The same, and the user may choose one of {@code offers}. */
    public Outcome offering(List<Offer> offers) {
        return new Outcome(needMore, result, usage, generate, offers);
    }
}

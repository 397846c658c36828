package io.parley.agent;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * How an agent ended its turn well.
 *
 * @param needMore the agent asks back: the user's next message belongs to this question
 * @param result what a task made; null for an answer
 * @param usage what it cost, as the agent counts; null where it does not count
 * @param generate the arguments of a generation task to begin now; null for none
 */
public record Outcome(
        boolean needMore,
        @Nullable JsonObject result,
        @Nullable JsonObject usage,
        @Nullable JsonObject generate) {
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
}

package io.parley.faults.checker;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The script of an agent that answers a {@link Question} by its number. */
public final class NumberedScript implements Evidence.Script {
    @Override
    public @Nullable String content(JsonObject question) {
        return Question.parse(question.getString("content", ""))
                .map(Question::answer)
                .orElse(null);
    }

    @Override
    public @Nullable String thinking(JsonObject question) {
        return Question.parse(question.getString("content", ""))
                .map(Question::thinking)
                .orElse(null);
    }
}

package io.parley.agent.llm;

import io.parley.agent.Outcome;
import io.parley.agent.ReplySink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A model's words as an answer. */
record AnswerVoice(ReplySink sink) implements Voice {
    @Override
    public Future<Void> say(String text) {
        return sink.content(text);
    }

    @Override
    public Future<Void> think(String text) {
        return sink.thinking(text);
    }

    @Override
    public Outcome end(@Nullable JsonObject usage) {
        return new Outcome(false, null, usage, null);
    }
}

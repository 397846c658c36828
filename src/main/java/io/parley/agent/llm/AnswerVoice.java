package io.parley.agent.llm;

import io.parley.agent.Outcome;
import io.parley.agent.ReplySink;
import io.parley.agent.function.Wishes;
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
    public void call() {
        sink.progress(0, "calling", "");
    }

    @Override
    public Outcome end(@Nullable JsonObject usage, Wishes wishes) {
        Wishes.Question question = wishes.question();
        Outcome ended = new Outcome(question != null, null, usage, wishes.task());
        return question == null ? ended : ended.offering(question.offers());
    }
}

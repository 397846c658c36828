package io.parley.agent.llm;

import io.parley.agent.AgentFailure;
import io.parley.agent.Outcome;
import io.parley.agent.ReplySink;
import io.parley.agent.function.Wishes;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Phrase;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A model's words as the result of a task. How much is still to come nobody knows, so its progress only ever halves what is left. Each
 * step is told once; what comes meanwhile is a sign of life.
 */
final class TaskVoice implements Voice {
    private static final int MOST_CHARS = 1 << 20;
    private static final int CHARS_TO_HALF = 2_000;

    private final ReplySink sink;
    private final Lang lang;
    private final StringBuilder text = new StringBuilder();
    private int toldPercent;
    private String toldPhase = "";

    TaskVoice(ReplySink sink, Lang lang) {
        this.sink = sink;
        this.lang = lang;
    }

    @Override
    public Future<Void> say(String more) {
        if (text.length() + more.length() > MOST_CHARS) {
            return Future.failedFuture(new AgentFailure(
                    ErrorCode.MSG_TOO_LARGE, Phrase.of("answer.too_long").in(lang)));
        }
        text.append(more);
        int percent = 100 * text.length() / (text.length() + CHARS_TO_HALF);
        step(Math.min(99, percent), "writing");
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> think(String more) {
        step(0, "thinking");
        return Future.succeededFuture();
    }

    @Override
    public void call() {
        step(0, "calling");
    }

    private void step(int percent, String phase) {
        if (percent == toldPercent && phase.equals(toldPhase)) {
            sink.alive();
            return;
        }
        toldPercent = percent;
        toldPhase = phase;
        sink.progress(percent, phase, Phrase.of("task." + phase).in(lang));
    }

    @Override
    public Outcome end(@Nullable JsonObject usage, Wishes wishes) {
        return new Outcome(false, new JsonObject().put("content", text.toString()), usage, wishes.task());
    }
}

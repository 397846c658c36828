package io.parley.agent.llm;

import io.parley.agent.AgentFailure;
import io.parley.agent.Outcome;
import io.parley.agent.Turn;
import io.parley.agent.web.Listening;
import io.parley.agent.web.Post;
import io.parley.agent.web.Regrets;
import io.parley.agent.web.Unanswered;
import io.parley.ops.TurnMeters;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Phrase;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** One turn of a model, from the question to the end of its answer. Confined to one context. */
final class LlmTurn {
    private final Turn turn;
    private final Post post;
    private final Voice voice;
    private final TurnMeters meters;
    private final Completion completion;

    LlmTurn(Turn turn, Post post, Voice voice, TurnMeters meters) {
        this.turn = turn;
        this.post = post;
        this.voice = voice;
        this.meters = meters;
        this.completion = new Completion(voice);
    }

    Future<Outcome> run() {
        return post.send()
                .compose(response -> Listening.to(post, response, completion))
                .compose(read -> completion.end())
                .compose(said -> outcome())
                .recover(cause -> Future.failedFuture(Regrets.told(cause, turn, post, completion.hasSpoken())));
    }

    private Future<Outcome> outcome() {
        JsonObject usage = completion.usage();
        count(usage);
        if (!completion.isFinished()) {
            return Future.failedFuture(Unanswered.of(Unanswered.Reason.CUT, "a stream that ended without its end"));
        }
        return switch (completion.finish()) {
            case "length" -> stopped(ErrorCode.MSG_TOO_LARGE, "answer.too_long", usage);
            case "content_filter" -> stopped(ErrorCode.BAD_REQUEST, "agent.withheld", usage);
            case "error" -> Future.failedFuture(Unanswered.of(Unanswered.Reason.CUT, "an end that is an error"));
            default -> Future.succeededFuture(voice.end(usage));
        };
    }

    private Future<Outcome> stopped(ErrorCode code, String phrase, @Nullable JsonObject usage) {
        String sentence = Phrase.of(phrase).in(turn.lang());
        return Future.failedFuture(new AgentFailure(code, sentence).withUsage(usage));
    }

    private void count(@Nullable JsonObject usage) {
        if (usage != null) {
            meters.tokens(number(usage, "prompt_tokens"), number(usage, "completion_tokens"));
        }
    }

    private static long number(JsonObject usage, String name) {
        return usage.getValue(name) instanceof Number number ? Math.max(0, number.longValue()) : 0;
    }
}

package io.parley.agent.llm;

import io.parley.agent.AgentFailure;
import io.parley.agent.Outcome;
import io.parley.agent.Turn;
import io.parley.agent.function.Calls;
import io.parley.agent.function.Functions;
import io.parley.agent.function.Wishes;
import io.parley.agent.web.Listening;
import io.parley.agent.web.Post;
import io.parley.agent.web.Regrets;
import io.parley.agent.web.Unanswered;
import io.parley.ops.TurnMeters;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Phrase;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a model, from the question to the end of its answer. Where the model asks for functions they are called, and it is asked
 * again with what they gave, until it answers without. Confined to one context.
 */
final class LlmTurn {
    private final Turn turn;
    private final Function<Buffer, Post> posts;
    private final Dialogue dialogue;
    private final Calls calls;
    private final Voice voice;
    private final TurnMeters meters;
    private final Usage usage = new Usage();
    private int callsLeft;
    private boolean spoke;
    private boolean isCounted;
    private Post post;
    private Completion completion;

    /** {@code posts} makes a question of each body. */
    LlmTurn(Turn turn, Function<Buffer, Post> posts, Dialogue dialogue, Calls calls, Voice voice, Limits limits) {
        this.turn = turn;
        this.posts = posts;
        this.dialogue = dialogue;
        this.calls = calls;
        this.voice = voice;
        this.meters = limits.meters();
        this.callsLeft = limits.calls();
        this.post = posts.apply(dialogue.body());
        this.completion = new Completion(voice, "");
    }

    /** How often it may call, and who counts its tokens. */
    record Limits(int calls, TurnMeters meters) {}

    Future<Outcome> run() {
        return ask().recover(cause -> Future.failedFuture(failure(cause)));
    }

    /** Resets what is asked, and stops what is called. */
    void stop() {
        post.stop();
        calls.stop();
    }

    private Future<Outcome> ask() {
        Completion said = completion;
        Post asking = post;
        return asking.send()
                .compose(response -> Listening.to(asking, response, said))
                .compose(read -> said.end())
                .compose(end -> heard(said));
    }

    private Future<Outcome> heard(Completion said) {
        spoke = spoke || said.hasSpoken();
        count(said.usage());
        isCounted = true;
        if (!said.isFinished()) {
            return Future.failedFuture(Unanswered.of(Unanswered.Reason.CUT, "a stream that ended without its end"));
        }
        return switch (said.finish()) {
            case "length" -> stopped(ErrorCode.MSG_TOO_LARGE, "answer.too_long");
            case "content_filter" -> stopped(ErrorCode.BAD_REQUEST, "agent.withheld");
            case "error" -> Future.failedFuture(Unanswered.of(Unanswered.Reason.CUT, "an end that is an error"));
            default -> said.calls().isEmpty() ? end() : call(said);
        };
    }

    /** Calls what was asked for, in its order, and goes on. */
    private Future<Outcome> call(Completion said) {
        if (!dialogue.offersFunctions() || dialogue.isClosed()) {
            return Future.failedFuture(
                    Unanswered.of(Unanswered.Reason.GARBLED, "it calls functions that it is not offered any more"));
        }
        dialogue.asked(said);
        return callNext(said.calls().iterator()).compose(called -> {
            Wishes.Question question = calls.wishes().question();
            if (question != null) {
                return ask(question);
            }
            if (callsLeft <= 0) {
                dialogue.close();
            }
            isCounted = false;
            completion = new Completion(voice, said.content().isBlank() ? "" : "\n\n");
            post = posts.apply(dialogue.body());
            return ask();
        });
    }

    private Future<Void> callNext(Iterator<Asked> asked) {
        if (!asked.hasNext()) {
            return Future.succeededFuture();
        }
        Asked next = asked.next();
        return result(next).compose(result -> {
            dialogue.answered(next, result);
            return callNext(asked);
        });
    }

    private Future<String> result(Asked call) {
        if (callsLeft <= 0) {
            return Future.succeededFuture(
                    Functions.error("no more functions can be called in this turn; answer with what you have"));
        }
        callsLeft--;
        return calls.call(call.name(), call.arguments());
    }

    private Future<Outcome> ask(Wishes.Question question) {
        return voice.say((spoke ? "\n\n" : "") + question.shown()).compose(said -> end());
    }

    private Future<Outcome> end() {
        return Future.succeededFuture(voice.end(usage.sum(), calls.wishes()));
    }

    private Future<Outcome> stopped(ErrorCode code, String phrase) {
        return Future.failedFuture(new AgentFailure(code, Phrase.of(phrase).in(turn.lang())));
    }

    /** What the turn ends with; what it has cost until then goes along. */
    private Throwable failure(Throwable cause) {
        if (!isCounted) {
            count(completion.usage()); // of an answer that broke off after it was told
        }
        Throwable told = Regrets.told(cause, turn, post, spoke || completion.hasSpoken());
        return told instanceof AgentFailure failure && usage.sum() != null ? failure.withUsage(usage.sum()) : told;
    }

    private void count(@Nullable JsonObject told) {
        if (told != null) {
            usage.add(told);
            meters.tokens(number(told, "prompt_tokens"), number(told, "completion_tokens"));
        }
    }

    private static long number(JsonObject usage, String name) {
        return usage.getValue(name) instanceof Number number ? Math.max(0, number.longValue()) : 0;
    }
}

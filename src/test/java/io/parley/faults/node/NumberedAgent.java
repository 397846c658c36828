package io.parley.faults.node;

import io.parley.agent.Agent;
import io.parley.agent.Outcome;
import io.parley.agent.ReplySink;
import io.parley.agent.Turn;
import io.parley.faults.checker.Question;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.Objects;

/**
 * Answers a {@link Question} as its number says, at the pace that it asks for; a task counts up to {@code steps} with {@code
 * pace_ms} between two, and results in what it was given. Whatever else it is asked, it repeats.
 */
public final class NumberedAgent implements Agent {
    @Override
    public Future<Outcome> answer(Turn turn, ReplySink sink) {
        Vertx vertx = Objects.requireNonNull(Vertx.currentContext()).owner();
        if (turn.kind() == Turn.Kind.TASK) {
            return task(vertx, turn.message().args(), sink);
        }
        return Question.parse(turn.message().content())
                .map(question -> answer(vertx, question, sink))
                .orElseGet(() -> sink.content(turn.message().content()).map(Outcome.complete()));
    }

    private static Future<Outcome> answer(Vertx vertx, Question question, ReplySink sink) {
        Iterator<String> thoughts = question.thoughts().iterator();
        Iterator<String> words = question.pieces().iterator();
        return paced(vertx, question.paceMs(), sink, () -> {
                    if (thoughts.hasNext()) {
                        sink.thinking(thoughts.next());
                    } else if (words.hasNext()) {
                        sink.content(words.next());
                    }
                    return thoughts.hasNext() || words.hasNext();
                })
                .map(Outcome.complete());
    }

    private static Future<Outcome> task(Vertx vertx, JsonObject args, ReplySink sink) {
        int steps = args.getInteger("steps", 1);
        int[] done = {0};
        return paced(vertx, args.getInteger("pace_ms", 0), sink, () -> {
                    done[0]++;
                    sink.progress(100 * done[0] / steps, "counting", "");
                    return done[0] < steps;
                })
                .map(Outcome.result(new JsonObject().put("counted", args)));
    }

    /** One step of a work. */
    private interface Step {
        /** Whether another is to follow. */
        boolean take();
    }

    private static Future<Void> paced(Vertx vertx, int paceMs, ReplySink sink, Step step) {
        Promise<Void> end = Promise.promise();
        if (paceMs == 0) {
            boolean more = true;
            while (more) {
                more = step.take();
            }
            end.complete();
        } else {
            vertx.setPeriodic(paceMs, timer -> {
                if (sink.isCancelled() || !step.take()) {
                    vertx.cancelTimer(timer);
                    end.tryComplete();
                }
            });
        }
        return end.future();
    }
}

package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.parley.agent.Agent;
import io.parley.agent.Outcome;
import io.parley.agent.ReplySink;
import io.parley.agent.Turn;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** An agent whose every turn a test plays by hand. */
final class ScriptedAgent implements Agent {
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

    @Override
    public Future<Outcome> answer(Turn turn, ReplySink sink) {
        Asked next = new Asked(
                turn,
                sink,
                Promise.promise(),
                Objects.requireNonNull(Vertx.currentContext()),
                new LinkedBlockingQueue<>());
        sink.onCancel(() -> next.stopped().add(turn.turnId()));
        asked.add(next);
        return next.end().future();
    }

    /** The next turn that the agent was asked to answer. */
    Asked next() throws Exception {
        Asked next = asked.poll(10, SECONDS);
        if (next == null) {
            throw new AssertionError("the agent was not asked for 10 s");
        }
        return next;
    }

    boolean wasAskedMore() {
        return !asked.isEmpty();
    }

    /** One turn, as it runs. */
    record Asked(Turn turn, ReplySink sink, Promise<Outcome> end, Context context, BlockingQueue<String> stopped) {
        void says(String text) {
            play(sink -> sink.content(text));
        }

        void thinks(String text) {
            play(sink -> sink.thinking(text));
        }

        void completes() {
            completes(Outcome.complete());
        }

        void completes(Outcome outcome) {
            context.runOnContext(v -> end.complete(outcome));
        }

        void fails(Throwable failure) {
            context.runOnContext(v -> end.fail(failure));
        }

        void play(Consumer<ReplySink> part) {
            context.runOnContext(v -> part.accept(sink));
        }

        /** Waits until the agent has been told to stop. */
        void awaitStop() throws Exception {
            if (stopped.poll(10, SECONDS) == null) {
                throw new AssertionError("the agent was not told to stop for 10 s");
            }
        }
    }
}

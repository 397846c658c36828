package io.parley.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.agent.RemoteAgent.Patience;
import io.parley.bus.AgentWay;
import io.parley.protocol.Lang;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;

/** Agents that a test plays by hand, over the real way, and what the conversation's side hears of them. */
abstract class AgentByHand {
    static final Patience PATIENT = new Patience(Duration.ofMillis(50), Duration.ofSeconds(20), 4);
    static final Patience SHORT = new Patience(Duration.ofMillis(50), Duration.ofMillis(300), 4);

    final Vertx vertx = Vertx.vertx();
    final Context context = vertx.getOrCreateContext();
    final RecordingSink sink = new RecordingSink(false);

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    /** Of the conversation's side, on {@link #context}. */
    abstract AgentWay way();

    /** A new instance of the agent {@code poet} that hears, and hears at {@code suffix} by itself. */
    abstract ByHand agent(String suffix) throws Exception;

    Future<Outcome> ask(String turnId, Patience patience) {
        return ask(vertx, context, way(), turnId, patience, sink);
    }

    /** The same, of a task. */
    Future<Outcome> askForATask(String turnId, Patience patience) {
        return ask(vertx, context, way(), turn(Turn.Kind.TASK, turnId), patience, sink);
    }

    /** On {@code context} of a node whose way this is. */
    static Future<Outcome> ask(
            Vertx vertx, Context context, AgentWay way, String turnId, Patience patience, RecordingSink sink) {
        return ask(vertx, context, way, turn(Turn.Kind.ANSWER, turnId), patience, sink);
    }

    private static Future<Outcome> ask(
            Vertx vertx, Context context, AgentWay way, Turn turn, Patience patience, RecordingSink sink) {
        Promise<Outcome> end = Promise.promise();
        context.runOnContext(v ->
                new RemoteAgent(vertx, way, "poet", patience).answer(turn, sink).onComplete(end));
        return end.future();
    }

    private static Turn turn(Turn.Kind kind, String turnId) {
        return new Turn(
                kind,
                turnId,
                1,
                false,
                "p1",
                "alice",
                Lang.EN,
                List.of(new Turn.Said(Turn.Role.USER, "hi")),
                new Turn.Message("moon?", List.of(), null, new JsonObject(), new JsonObject()));
    }

    static <T> T next(BlockingQueue<T> heard) throws InterruptedException {
        T next = heard.poll(10, SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came for 10 s");
        }
        return next;
    }

    static AgentFailure failure(Future<Outcome> end) {
        ExecutionException failed = catchThrowableOfType(
                ExecutionException.class,
                () -> end.toCompletionStage().toCompletableFuture().get(20, SECONDS));
        assertThat(failed).hasCauseInstanceOf(AgentFailure.class);
        return (AgentFailure) Objects.requireNonNull(failed.getCause());
    }

    /** One instance. */
    abstract static class ByHand {
        final BlockingQueue<JsonObject> turns = new LinkedBlockingQueue<>();
        final BlockingQueue<JsonObject> told = new LinkedBlockingQueue<>();
        final BlockingQueue<Integer> lives = new LinkedBlockingQueue<>();
        final String control;
        /** Whether it says that it lives when it is asked. */
        volatile boolean isAlive = true;

        ByHand(String control) {
            this.control = control;
        }

        abstract void send(String address, JsonObject body);

        /** Hears nothing any more. */
        abstract void leaves() throws Exception;

        /** The next turn that it was given. */
        Asked turn() throws InterruptedException {
            return new Asked(this, next(turns));
        }

        /** The next that it is told with this field. */
        JsonObject told(String field) throws InterruptedException {
            JsonObject body = next(told);
            while (!body.containsKey(field)) {
                body = next(told);
            }
            return body;
        }
    }

    /** The agent's side of one asking. */
    static final class Asked {
        private final ByHand agent;
        private final JsonObject turn;
        private int n;

        Asked(ByHand agent, JsonObject turn) {
            this.agent = agent;
            this.turn = turn;
        }

        JsonObject turn() {
            return turn;
        }

        void skip() {
            n++;
        }

        /** Says where it hears. */
        void begins() {
            says(new JsonObject().put("control", agent.control));
        }

        void says(JsonObject event) {
            n++;
            repeat(event);
        }

        void content(String text) {
            says(new JsonObject().put("content", text));
        }

        void done() {
            says(new JsonObject().put("done", true));
        }

        void repeat(JsonObject event) {
            JsonObject whole = new JsonObject()
                    .put("turn_id", turn.getString("turn_id"))
                    .put("attempt", turn.getInteger("attempt"))
                    .put("n", n)
                    .mergeIn(event);
            agent.send(turn.getString("reply_address"), whole);
        }
    }
}

package io.parley.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.agent.BusAgent.Patience;
import io.parley.protocol.Lang;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;

/** An agent on the bus that a test plays by hand, over the real bus, and what the conversation's side hears of it. */
class AgentByHand {
    static final String ADDRESS = "conv.agent.poet";
    static final Patience PATIENT = new Patience(Duration.ofMillis(50), Duration.ofSeconds(20), 4);
    static final Patience SHORT = new Patience(Duration.ofMillis(50), Duration.ofMillis(300), 4);

    final Vertx vertx = Vertx.vertx();
    final Context context = vertx.getOrCreateContext();
    final RecordingSink sink = new RecordingSink(false);

    @AfterEach
    void close() throws Exception {
        vertx.close().await(5, SECONDS);
    }

    Future<Outcome> ask(String turnId, Patience patience) {
        Turn turn = new Turn(
                Turn.Kind.ANSWER,
                turnId,
                1,
                false,
                "p1",
                "alice",
                Lang.EN,
                List.of(new Turn.Said(Turn.Role.USER, "hi")),
                new Turn.Message("moon?", List.of(), null, new JsonObject(), new JsonObject()));
        Promise<Outcome> end = Promise.promise();
        context.runOnContext(
                v -> new BusAgent(vertx, "poet", patience).answer(turn, sink).onComplete(end));
        return end.future();
    }

    BlockingQueue<Message<JsonObject>> hear(String address) throws TimeoutException {
        BlockingQueue<Message<JsonObject>> heard = new LinkedBlockingQueue<>();
        vertx.eventBus().<JsonObject>consumer(address, heard::add).completion().await(5, SECONDS);
        return heard;
    }

    static Message<JsonObject> next(BlockingQueue<Message<JsonObject>> heard) throws InterruptedException {
        Message<JsonObject> next = heard.poll(10, SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came for 10 s");
        }
        return next;
    }

    static JsonObject nextWith(String field, BlockingQueue<Message<JsonObject>> heard) throws InterruptedException {
        JsonObject body = next(heard).body();
        while (!body.containsKey(field)) {
            body = next(heard).body();
        }
        return body;
    }

    static AgentFailure failure(Future<Outcome> end) {
        ExecutionException failed = catchThrowableOfType(
                ExecutionException.class,
                () -> end.toCompletionStage().toCompletableFuture().get(10, SECONDS));
        assertThat(failed).hasCauseInstanceOf(AgentFailure.class);
        return (AgentFailure) Objects.requireNonNull(failed.getCause());
    }

    /** The agent's side of one asking. */
    final class Asked {
        private final JsonObject turn;
        private int n;

        Asked(JsonObject turn) {
            this.turn = turn;
        }

        JsonObject turn() {
            return turn;
        }

        void skip() {
            n++;
        }

        void says(JsonObject event) {
            n++;
            repeat(event);
        }

        void repeat(JsonObject event) {
            JsonObject whole = event.copy()
                    .put("turn_id", turn.getString("turn_id"))
                    .put("attempt", turn.getInteger("attempt"))
                    .put("n", n);
            vertx.eventBus().send(turn.getString("reply_address"), whole);
        }
    }
}

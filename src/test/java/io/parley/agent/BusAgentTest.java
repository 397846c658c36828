package io.parley.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.agent.BusAgent.Patience;
import io.parley.agent.RecordingSink.Step;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A conversation's side of an agent on the bus; the agent's side is played here by hand, over the real bus. */
class BusAgentTest {
    private static final String ADDRESS = "conv.agent.poet";
    private static final Patience PATIENT = new Patience(Duration.ofMillis(50), Duration.ofSeconds(20), 4);
    private static final Patience SHORT = new Patience(Duration.ofMillis(50), Duration.ofMillis(300), 4);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final RecordingSink sink = new RecordingSink(false);

    @AfterEach
    void close() throws Exception {
        vertx.close().await(5, SECONDS);
    }

    @Test
    void turnGoesToTheAgentAndItsEventsComeBack() throws Exception {
        var turns = hear(ADDRESS);
        Future<Outcome> end = ask("t1", PATIENT);

        Asked asked = new Asked(next(turns).body());
        asked.says(new JsonObject().put("thinking", "想").put("content", "月"));
        asked.says(new JsonObject().put("content", "亮 🌙"));
        asked.says(new JsonObject().put("progress", 40).put("phase", "drawing").put("message", "half"));
        asked.says(new JsonObject()
                .put("done", true)
                .put("need_more", true)
                .put("usage", new JsonObject().put("tokens", 3)));

        Outcome outcome = end.await(10, SECONDS);
        assertThat(asked.turn().getString("user_id")).isEqualTo("alice");
        assertThat(asked.turn().getJsonObject("message").getString("content")).isEqualTo("moon?");
        assertThat(asked.turn().getJsonArray("messages").getJsonObject(0).getString("role"))
                .isEqualTo("user");
        assertThat(sink.content()).isEqualTo("月亮 🌙");
        assertThat(sink.thinking()).isEqualTo("想");
        assertThat(sink.steps()).containsExactly(new Step(40, "drawing", "half"));
        assertThat(outcome.needMore()).isTrue();
        assertThat(outcome.usage()).isEqualTo(new JsonObject().put("tokens", 3));
    }

    @Test
    void instancesShareTheTurns() throws Exception {
        var first = hear(ADDRESS);
        var second = hear(ADDRESS);

        for (int i = 0; i < 4; i++) {
            ask("t" + i, PATIENT);
        }

        assertThat(List.of(next(first), next(first), next(second), next(second)))
                .extracting(turn -> turn.body().getString("turn_id"))
                .containsExactlyInAnyOrder("t0", "t1", "t2", "t3");
    }

    @Test
    void cancelGoesWhereTheAgentSaidThatItHears() throws Exception {
        var turns = hear(ADDRESS);
        var controls = hear(ADDRESS + ".7f");
        ask("t1", PATIENT);
        Asked asked = new Asked(next(turns).body());
        asked.says(new JsonObject().put("control", ADDRESS + ".7f").put("content", "so far"));
        assertThat(nextWith("alive", controls).getString("turn_id")).isEqualTo("t1");

        context.runOnContext(v -> sink.cancel());

        assertThat(nextWith("cancel", controls)).isEqualTo(new JsonObject("""
                {"turn_id": "t1", "cancel": true}"""));
    }

    @Test
    void cancelGoesToAllOfTheNameWhereTheAgentHasNotSaidWhereItHears() throws Exception {
        var turns = hear(ADDRESS);
        var cancels = hear(ADDRESS + ".cancel");
        ask("t1", PATIENT);
        next(turns);

        context.runOnContext(v -> sink.cancel());

        assertThat(next(cancels).body().getString("turn_id")).isEqualTo("t1");
    }

    @Test
    void holeInTheNumbersInterruptsAndTheAgentIsToldWhy() throws Exception {
        var turns = hear(ADDRESS);
        var controls = hear(ADDRESS + ".7f");
        Future<Outcome> end = ask("t1", PATIENT);
        Asked asked = new Asked(next(turns).body());
        asked.says(new JsonObject().put("control", ADDRESS + ".7f").put("content", "so far"));
        asked.skip();

        asked.says(new JsonObject().put("content", "later"));

        AgentFailure failure = failure(end);
        assertThat(failure.isGone()).isTrue();
        assertThat(failure.retry()).isTrue();
        assertThat(sink.content()).isEqualTo("so far");
        assertThat(nextWith("cancel", controls).getString("reason")).contains("after 1 came 3");
    }

    @Test
    void eventThatComesTwiceIsTakenOnce() throws Exception {
        var turns = hear(ADDRESS);
        Future<Outcome> end = ask("t1", PATIENT);
        Asked asked = new Asked(next(turns).body());

        asked.says(new JsonObject().put("content", "once"));
        asked.repeat(new JsonObject().put("content", "once"));
        asked.says(new JsonObject().put("done", true));

        end.await(10, SECONDS);
        assertThat(sink.content()).isEqualTo("once");
    }

    @Test
    void eventThatIsWrongIsRefusedWithTheField() throws Exception {
        var turns = hear(ADDRESS);
        var cancels = hear(ADDRESS + ".cancel");
        Future<Outcome> end = ask("t1", PATIENT);

        new Asked(next(turns).body()).says(new JsonObject().put("content", 5));

        assertThat(failure(end).isGone()).isTrue();
        assertThat(next(cancels).body().getString("reason")).contains("\"content\"");
    }

    @Test
    void agentCannotHaveOthersTold() throws Exception {
        var turns = hear(ADDRESS);
        var victim = hear("user.push.bob");
        Future<Outcome> end = ask("t1", PATIENT);

        new Asked(next(turns).body()).says(new JsonObject().put("control", "user.push.bob"));

        assertThat(failure(end).isGone()).isTrue();
        vertx.eventBus().send("user.push.bob", new JsonObject().put("marker", true));
        assertThat(next(victim).body()).isEqualTo(new JsonObject().put("marker", true));
    }

    @Test
    void failureOfTheAgentIsToldInItsWords() throws Exception {
        var turns = hear(ADDRESS);
        Future<Outcome> end = ask("t1", PATIENT);

        new Asked(next(turns).body())
                .says(new JsonObject(
                        "{\"error\": {\"code\": \"BAD_REQUEST\", \"message\": \"No poems today.\", \"retry\": true}}"));

        AgentFailure failure = failure(end);
        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(failure).hasMessage("No poems today.");
        assertThat(failure.retry()).isTrue();
        assertThat(failure.isGone()).isFalse();
    }

    @Test
    void nobodyThereIsUnavailable() {
        Future<Outcome> end = ask("t1", new Patience(Duration.ofMillis(50), Duration.ofSeconds(20), 2));

        AgentFailure failure = failure(end);

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("Nobody is there");
        assertThat(failure.isGone()).isFalse();
    }

    @Test
    void turnThatAnInstanceRefusesGoesToAnother() throws Exception {
        vertx.eventBus().consumer(ADDRESS, message -> message.fail(1, "busy"));
        var other = hear(ADDRESS);

        ask("t1", PATIENT);
        ask("t2", PATIENT);

        assertThat(List.of(next(other), next(other)))
                .extracting(turn -> turn.body().getString("turn_id"))
                .containsExactlyInAnyOrder("t1", "t2");
    }

    @Test
    void turnOfAnInstanceThatIsGoneBeforeItsFirstTextGoesToAnother() throws Exception {
        var turns = hear(ADDRESS);
        MessageConsumer<JsonObject> control = vertx.eventBus().consumer(ADDRESS + ".7f", told -> told.reply("yes"));
        Future<Outcome> end = ask("t1", PATIENT);
        Asked gone = new Asked(next(turns).body());
        gone.says(new JsonObject().put("control", ADDRESS + ".7f"));

        control.unregister().await(5, SECONDS);

        Asked other = new Asked(next(turns).body());
        gone.says(new JsonObject().put("content", "late"));
        other.says(new JsonObject().put("content", "well"));
        other.says(new JsonObject().put("done", true));
        end.await(10, SECONDS);
        assertThat(other.turn().getString("turn_id")).isEqualTo("t1");
        assertThat(sink.content()).isEqualTo("well");
    }

    @Test
    void turnOfAnInstanceThatIsGoneInTheMiddleIsInterrupted() throws Exception {
        var turns = hear(ADDRESS);
        MessageConsumer<JsonObject> control = vertx.eventBus().consumer(ADDRESS + ".7f", told -> told.reply("yes"));
        Future<Outcome> end = ask("t1", PATIENT);
        Asked asked = new Asked(next(turns).body());
        asked.says(new JsonObject().put("control", ADDRESS + ".7f").put("content", "so far"));

        control.unregister().await(5, SECONDS);

        assertThat(failure(end).isGone()).isTrue();
        assertThat(sink.content()).isEqualTo("so far");
        assertThat(turns).isEmpty();
    }

    @Test
    void instanceThatSaysNothingForTooLongCountsAsGone() throws Exception {
        var turns = hear(ADDRESS);
        var controls = hear(ADDRESS + ".7f");
        Future<Outcome> end = ask("t1", SHORT);

        new Asked(next(turns).body())
                .says(new JsonObject().put("control", ADDRESS + ".7f").put("content", "so far"));

        assertThat(failure(end).isGone()).isTrue();
        assertThat(nextWith("cancel", controls).getString("turn_id")).isEqualTo("t1");
    }

    @Test
    void turnThatAnInstanceNeverBeginsGoesToAnother() throws Exception {
        var turns = hear(ADDRESS);
        Future<Outcome> end = ask("t1", SHORT);
        Asked frozen = new Asked(next(turns).body());

        Asked other = new Asked(next(turns).body());
        frozen.says(new JsonObject().put("content", "late"));
        other.says(new JsonObject().put("content", "well").put("done", true));

        end.await(10, SECONDS);
        assertThat(sink.content()).isEqualTo("well");
    }

    @Test
    void instanceThatSaysThatItLivesHasItsTime() throws Exception {
        var turns = hear(ADDRESS);
        BlockingQueue<Integer> lives = new LinkedBlockingQueue<>();
        vertx.eventBus().consumer(ADDRESS + ".7f", told -> {
            lives.add(1);
            told.reply("yes");
        });
        Future<Outcome> end = ask("t1", SHORT);
        Asked asked = new Asked(next(turns).body());
        asked.says(new JsonObject().put("control", ADDRESS + ".7f").put("content", "so "));

        for (int i = 0; i < 12; i++) { // twice as long as it may be silent
            assertThat(lives.poll(10, SECONDS)).isNotNull();
        }
        asked.says(new JsonObject().put("content", "far").put("done", true));

        end.await(10, SECONDS);
        assertThat(sink.content()).isEqualTo("so far");
    }

    @Test
    void nameThatCouldBeAnotherAddressIsRefused() {
        var refused =
                catchThrowableOfType(IllegalArgumentException.class, () -> Agents.named("bus:poet.cancel", vertx));

        assertThat(refused).hasMessageContaining("\"poet.cancel\"");
        assertThat(Agents.named("bus:poet", vertx)).isInstanceOf(BusAgent.class);
    }

    private Future<Outcome> ask(String turnId, Patience patience) {
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

    private BlockingQueue<Message<JsonObject>> hear(String address) throws TimeoutException {
        BlockingQueue<Message<JsonObject>> heard = new LinkedBlockingQueue<>();
        vertx.eventBus().<JsonObject>consumer(address, heard::add).completion().await(5, SECONDS);
        return heard;
    }

    private static Message<JsonObject> next(BlockingQueue<Message<JsonObject>> heard) throws InterruptedException {
        Message<JsonObject> next = heard.poll(10, SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came for 10 s");
        }
        return next;
    }

    private static JsonObject nextWith(String field, BlockingQueue<Message<JsonObject>> heard)
            throws InterruptedException {
        JsonObject body = next(heard).body();
        while (!body.containsKey(field)) {
            body = next(heard).body();
        }
        return body;
    }

    private static AgentFailure failure(Future<Outcome> end) {
        ExecutionException failed = catchThrowableOfType(
                ExecutionException.class,
                () -> end.toCompletionStage().toCompletableFuture().get(10, SECONDS));
        assertThat(failed).hasCauseInstanceOf(AgentFailure.class);
        return (AgentFailure) Objects.requireNonNull(failed.getCause());
    }

    /** The agent's side of one asking. */
    private final class Asked {
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

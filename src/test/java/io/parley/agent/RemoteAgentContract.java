package io.parley.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.agent.RecordingSink.Step;
import io.parley.agent.RemoteAgent.Patience;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Offer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A conversation's side of an agent that lives elsewhere, whatever the way to it. */
abstract class RemoteAgentContract extends AgentByHand {
    @Test
    void turnGoesToTheAgentAndItsEventsComeBack() throws Exception {
        ByHand agent = agent("7f");
        Future<Outcome> end = ask("t1", PATIENT);

        Asked asked = agent.turn();
        asked.says(new JsonObject().put("thinking", "想").put("content", "月"));
        asked.content("亮 🌙");
        asked.says(new JsonObject().put("progress", 40).put("phase", "drawing").put("message", "half"));
        asked.says(new JsonObject()
                .put("done", true)
                .put("need_more", true)
                .put("usage", new JsonObject().put("tokens", 3))
                .put(
                        "actions",
                        new JsonArray()
                                .add(new JsonObject().put("action", "pick").put("label", "月"))));

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
        assertThat(outcome.actions()).containsExactly(new Offer("pick", "月", null));
    }

    @Test
    void cancelGoesWhereTheAgentSaidThatItHears() throws Exception {
        ByHand agent = agent("7f");
        ByHand other = agent("8a");
        ask("t1", PATIENT);
        ByHand holder = whoHasTheTurn(agent, other);
        Asked asked = holder.turn();
        asked.begins();
        asked.content("so far");
        next(holder.lives);

        context.runOnContext(v -> sink.cancel());

        assertThat(holder.told("cancel")).isEqualTo(new JsonObject("""
                {"turn_id": "t1", "cancel": true}"""));
        assertThat((holder == agent ? other : agent).told).isEmpty();
    }

    @Test
    void holeInTheNumbersInterruptsAndTheAgentIsToldWhy() throws Exception {
        ByHand agent = agent("7f");
        Future<Outcome> end = ask("t1", PATIENT);
        Asked asked = agent.turn();
        asked.begins();
        asked.content("so far");
        asked.skip();

        asked.content("later");

        AgentFailure failure = failure(end);
        assertThat(failure.isGone()).isTrue();
        assertThat(failure.retry()).isTrue();
        assertThat(sink.content()).isEqualTo("so far");
        assertThat(agent.told("cancel").getString("reason")).contains("after 2 came 4");
    }

    @Test
    void eventThatComesTwiceIsTakenOnce() throws Exception {
        ByHand agent = agent("7f");
        Future<Outcome> end = ask("t1", PATIENT);
        Asked asked = agent.turn();

        asked.content("once");
        asked.repeat(new JsonObject().put("content", "once"));
        asked.done();

        end.await(10, SECONDS);
        assertThat(sink.content()).isEqualTo("once");
    }

    @Test
    void agentThatWantsToKnowIsToldHowFarItsEventsWereTaken() throws Exception {
        ByHand agent = agent("7f");
        ask("t1", PATIENT);
        Asked asked = agent.turn();
        asked.begins();

        asked.says(new JsonObject().put("content", "one").put("ack", true));
        assertThat(agent.told("taken")).isEqualTo(new JsonObject("""
                {"turn_id": "t1", "taken": 2}"""));
        asked.content("two");
        asked.says(new JsonObject().put("content", "three").put("ack", true));

        assertThat(agent.told("taken").getInteger("taken")).isEqualTo(4);
    }

    @Test
    void eventThatIsWrongIsRefusedWithTheField() throws Exception {
        ByHand agent = agent("7f");
        Future<Outcome> end = ask("t1", PATIENT);
        Asked asked = agent.turn();
        asked.begins();

        asked.says(new JsonObject().put("content", 5));

        assertThat(failure(end).isGone()).isTrue();
        assertThat(agent.told("cancel").getString("reason")).contains("\"content\"");
    }

    @Test
    void eventOfAnotherTurnIsRefused() throws Exception {
        ByHand agent = agent("7f");
        Future<Outcome> end = ask("t1", PATIENT);
        Asked asked = agent.turn();
        asked.begins();

        asked.says(new JsonObject().put("turn_id", "t2").put("content", "of another"));

        assertThat(failure(end).isGone()).isTrue();
        assertThat(sink.content()).isEmpty();
        assertThat(agent.told("cancel").getString("reason")).contains("\"turn_id\"", "t1");
    }

    @Test
    void failureOfTheAgentIsToldInItsWords() throws Exception {
        ByHand agent = agent("7f");
        Future<Outcome> end = ask("t1", PATIENT);

        agent.turn()
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
    void turnOfAnInstanceThatIsGoneBeforeItsFirstTextGoesToAnother() throws Exception {
        ByHand agent = agent("7f");
        Future<Outcome> end = ask("t1", PATIENT);
        Asked gone = agent.turn();
        gone.begins();

        agent.leaves();

        ByHand second = agent("8a");
        Asked other = second.turn();
        gone.content("late");
        other.content("well");
        other.done();
        end.await(10, SECONDS);
        assertThat(other.turn().getString("turn_id")).isEqualTo("t1");
        assertThat(sink.content()).isEqualTo("well");
    }

    @Test
    void turnOfAnInstanceThatIsGoneInTheMiddleIsInterrupted() throws Exception {
        ByHand agent = agent("7f");
        Future<Outcome> end = ask("t1", PATIENT);
        Asked asked = agent.turn();
        asked.begins();
        asked.content("so far");
        next(agent.lives);

        agent.leaves();

        assertThat(failure(end).isGone()).isTrue();
        assertThat(sink.content()).isEqualTo("so far");
        assertThat(agent.turns).isEmpty();
    }

    @Test
    void taskOfAnInstanceThatIsGoneAfterItsFirstProgressIsInterruptedAndNotRunElsewhere() throws Exception {
        ByHand agent = agent("7f");
        Future<Outcome> end = askForATask("t1", PATIENT);
        Asked asked = agent.turn();
        asked.begins();
        asked.says(new JsonObject().put("progress", 40).put("phase", "drawing"));
        next(agent.lives);

        agent.leaves();
        ByHand second = agent("8a");

        assertThat(failure(end).isGone()).isTrue();
        assertThat(sink.steps()).containsExactly(new Step(40, "drawing", ""));
        assertThat(second.turns).isEmpty();
    }

    @Test
    void instanceThatSaysNothingForTooLongCountsAsGone() throws Exception {
        ByHand agent = agent("7f");
        agent.isAlive = false;
        Future<Outcome> end = ask("t1", SHORT);

        Asked asked = agent.turn();
        asked.begins();
        asked.content("so far");

        assertThat(failure(end).isGone()).isTrue();
        assertThat(agent.told("cancel").getString("turn_id")).isEqualTo("t1");
    }

    @Test
    void turnThatAnInstanceNeverBeginsIsGivenAgain() throws Exception {
        ByHand agent = agent("7f");
        agent.isAlive = false;
        Future<Outcome> end = ask("t1", SHORT);
        Asked frozen = agent.turn();

        Asked other = agent.turn();
        frozen.content("late");
        other.says(new JsonObject().put("content", "well").put("done", true));

        end.await(10, SECONDS);
        assertThat(sink.content()).isEqualTo("well");
    }

    @Test
    void instanceThatSaysThatItLivesHasItsTime() throws Exception {
        ByHand agent = agent("7f");
        Future<Outcome> end = ask("t1", SHORT);
        Asked asked = agent.turn();
        asked.begins();
        asked.content("so ");

        for (int i = 0; i < 12; i++) { // twice as long as it may be silent
            next(agent.lives);
        }
        asked.says(new JsonObject().put("content", "far").put("done", true));

        end.await(10, SECONDS);
        assertThat(sink.content()).isEqualTo("so far");
    }

    private static ByHand whoHasTheTurn(ByHand... agents) {
        await().until(() -> holder(agents) != null);
        return Objects.requireNonNull(holder(agents));
    }

    private static @Nullable ByHand holder(ByHand... agents) {
        for (ByHand agent : agents) {
            if (!agent.turns.isEmpty()) {
                return agent;
            }
        }
        return null;
    }
}

package io.parley.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.agent.RecordingSink.Step;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Offer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A conversation's side of an agent on the bus. */
class BusAgentTest extends AgentByHand {
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
    void nameThatCouldBeAnotherAddressIsRefused() {
        var refused =
                catchThrowableOfType(IllegalArgumentException.class, () -> Agents.named("bus:poet.cancel", vertx));

        assertThat(refused).hasMessageContaining("\"poet.cancel\"");
        assertThat(Agents.named("bus:poet", vertx)).isInstanceOf(BusAgent.class);
    }
}

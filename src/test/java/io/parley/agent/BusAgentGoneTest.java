package io.parley.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.BusAgent.Patience;
import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** What becomes of a turn whose agent on the bus is not there, does not want it, or is gone. */
class BusAgentGoneTest extends AgentByHand {
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
}

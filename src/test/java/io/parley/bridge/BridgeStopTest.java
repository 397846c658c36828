package io.parley.bridge;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;

/** What agents have in hand when their bridge stops. */
class BridgeStopTest extends BridgeFixture {
    @Test
    void answerThatRunsIsSaidToItsEndWhenTheBridgeStops() throws Exception {
        try (RawAgent agent = RawAgent.at(bridge(new JsonObject().put("drain_timeout_ms", 600_000)))) {
            BlockingQueue<Message<JsonObject>> events = hear(ANSWER);
            agent.hears("conv.agent.poet");
            turn(ANSWER, "hi");
            agent.next();

            Future<Void> stopped = vertx.undeploy(deployment);
            awaitNoMoreTurns();
            agent.says("{\"type\":\"register\",\"address\":\"conv.agent.lawyer\"}");
            assertThat(agent.next().getString("failureType")).isEqualTo("stopping");
            agent.says("{\"type\":\"send\",\"address\":\"" + ANSWER + "\",\"body\":{\"content\":\"moon\"}}");
            taken(events, "content");
            assertThat(stopped.isComplete()).isFalse();
            agent.says("{\"type\":\"send\",\"address\":\"" + ANSWER + "\",\"body\":{\"done\":true}}");
            taken(events, "done");

            stopped.await(10, SECONDS);
            assertThat(agent.isClosed()).isTrue();
        }
    }

    @Test
    void answerThatIsCancelledOrRefusedIsNotWaitedFor() throws Exception {
        try (RawAgent agent = RawAgent.at(bridge(new JsonObject().put("drain_timeout_ms", 600_000)))) {
            agent.hears("conv.agent.poet");
            agent.hears("conv.agent.poet.7f");
            turn(ANSWER, "hi");
            agent.next();
            turn("conv.answer.a2", "hi");
            String reply = agent.next().getString("replyAddress");

            Future<Void> stopped = vertx.undeploy(deployment);
            awaitNoMoreTurns();
            agent.says("{\"type\":\"send\",\"address\":\"" + reply + "\",\"failureCode\":1,\"message\":\"busy\"}");
            vertx.eventBus()
                    .send(
                            "conv.agent.poet.7f",
                            new JsonObject().put("turn_id", ANSWER).put("cancel", true));

            assertThat(agent.next().getJsonObject("body").getBoolean("cancel")).isTrue();
            stopped.await(10, SECONDS);
        }
    }

    /** Its turns go elsewhere from the beginning of the stop on, and so may it. */
    @Test
    void agentWithNothingInHandIsSentAwayWhileAnotherAnswers() throws Exception {
        int port = bridge(new JsonObject().put("drain_timeout_ms", 600_000));
        try (RawAgent busy = RawAgent.at(port);
                RawAgent idle = RawAgent.at(port)) {
            busy.hears("conv.agent.poet");
            turn(ANSWER, "hi");
            busy.next();
            idle.hears("conv.agent.poet");

            Future<Void> stopped = vertx.undeploy(deployment);

            assertThat(idle.isClosed()).isTrue();
            assertThat(stopped.isComplete()).isFalse();
        }
    }

    @Test
    void answerThatTakesTooLongIsGivenBackWhenTheBridgeStops() throws Exception {
        try (RawAgent agent = RawAgent.at(bridge(new JsonObject().put("drain_timeout_ms", 50)))) {
            agent.hears("conv.agent.poet");
            Future<Message<Object>> asked = turn(ANSWER, "hi");
            agent.next();

            vertx.undeploy(deployment).await(10, SECONDS);

            assertThat(failure(asked)).hasMessage("the connection of the agent is lost");
            assertThat(agent.isClosed()).isTrue();
        }
    }

    private void awaitNoMoreTurns() {
        await().until(() -> String.valueOf(
                        failure(turn("conv.answer.late", "late")).getMessage())
                .contains("No handlers"));
    }

    private static void taken(BlockingQueue<Message<JsonObject>> events, String field) throws Exception {
        Message<JsonObject> event = events.poll(10, SECONDS);
        assertThat(event.body().containsKey(field)).isTrue();
        event.reply(new JsonObject());
    }
}

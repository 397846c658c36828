package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.ops.Health;
import io.parley.ops.Metrics;
import io.parley.protocol.CommandName;
import io.parley.protocol.Logged;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What conversations count, and when they say that they are ready. */
class TurnMetersTest {
    private final Vertx vertx = Vertx.vertx();
    private final ScriptedAgent agent = new ScriptedAgent();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void anAnswerRunsThenSpeaksThenIsComplete() throws Exception {
        TestMember member = member();

        member.chat("c1", "hello");
        ScriptedAgent.Asked asked = agent.next();
        assertThat(scraped()).contains("parley_running_answers 1.0", "parley_time_to_first_token_seconds_count 0");
        asked.says("a");
        asked.says("b");
        asked.completes();
        member.untilReply();

        assertThat(scraped())
                .contains(
                        "parley_running_answers 0.0",
                        "parley_time_to_first_token_seconds_count 1",
                        "parley_turns_total{outcome=\"complete\"} 1.0");
    }

    @Test
    void aCancelledAnswerIsCountedOnceThoughItsAgentGoesOn() throws Exception {
        TestMember member = member();
        member.chat("c1", "hello");
        ScriptedAgent.Asked asked = agent.next();

        member.command(CommandName.CANCEL, new JsonObject().put("id", "c1"));
        asked.completes();
        member.chat("c2", "again");
        agent.next().fails(new IllegalStateException("broken"));
        member.next(message -> message instanceof Logged.AiReply reply && reply.seq() == 4);

        assertThat(scraped())
                .contains(
                        "parley_running_answers 0.0",
                        "parley_turns_total{outcome=\"complete\"} 0.0",
                        "parley_turns_total{outcome=\"cancelled\"} 1.0",
                        "parley_turns_total{outcome=\"failed\"} 1.0");
    }

    @Test
    void aConversationIsReadyFromItsStartToItsStop() throws Exception {
        member();
        assertThat(failing()).isEmpty();
        member().chat("c1", "hello");
        ScriptedAgent.Asked asked = agent.next();

        var stopped = vertx.undeploy(vertx.deploymentIDs().iterator().next());

        await().untilAsserted(() -> assertThat(failing()).containsExactly("conversation"));
        asked.completes();
        stopped.await(10, SECONDS);
        assertThat(failing()).isEmpty();
    }

    private List<String> failing() throws Exception {
        return Health.of(vertx).readiness().await(5, SECONDS).failing();
    }

    private TestMember member() throws Exception {
        if (vertx.deploymentIDs().isEmpty()) {
            ConversationTest.deploy(vertx, agent, new JsonObject());
        }
        return TestMember.registered(vertx, "u1", "p1");
    }

    private List<String> scraped() {
        return Metrics.of(vertx).scrape().orElseThrow().lines().toList();
    }
}

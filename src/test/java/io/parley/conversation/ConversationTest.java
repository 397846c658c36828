package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.Agent;
import io.parley.agent.Agents;
import io.parley.bus.RegisterReply;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The path of one chat, over the real bus, with the log in memory. */
class ConversationTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    static void deploy(Vertx vertx, Agent agent, JsonObject config) throws Exception {
        JsonObject all = new JsonObject()
                .put("store", new JsonObject().put("kind", "memory"))
                .mergeIn(config);
        vertx.deployVerticle(
                        new ConversationVerticle(Collaborators.configured().withAgent(agent)),
                        new DeploymentOptions().setConfig(all))
                .await(10, SECONDS);
    }

    @Test
    void chatIsAcknowledgedAndItsAnswerStreamsToItsEnd() throws Exception {
        deploy(vertx, Agents.named("echo", vertx), new JsonObject());
        TestMember member = TestMember.registered(vertx, "u1", "p1");

        ServerMessage.Ack ack = member.chat("c1", "你好 👋");
        List<ServerMessage> all = member.untilReply();

        assertThat(ack.seq()).isEqualTo(1);
        assertThat(all.get(0)).isInstanceOf(Logged.UserMessage.class);
        assertThat(all.get(1))
                .isInstanceOfSatisfying(
                        ServerMessage.AiSnapshot.class,
                        snapshot -> assertThat(snapshot.content()).isEmpty());
        assertThat(all.get(2)).isInstanceOfSatisfying(ServerMessage.AiDelta.class, delta -> {
            assertThat(delta.offset()).isZero();
            assertThat(delta.content()).isEqualTo("你好 👋");
        });
        assertThat(all.get(3)).isInstanceOfSatisfying(Logged.AiReply.class, reply -> {
            assertThat(reply.seq()).isEqualTo(2);
            assertThat(reply.turnId()).isEqualTo(ack.messageId());
            assertThat(reply.content()).isEqualTo("你好 👋");
            assertThat(reply.status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
        });
    }

    @Test
    void registerTellsWhoOwnsTheConversationAndWhatTheLogSurvives() throws Exception {
        deploy(vertx, Agents.named("echo", vertx), new JsonObject());
        TestMember member = TestMember.of(vertx, "u1", "p1");

        RegisterReply reply = member.register(null, null);

        assertThat(reply.success()).isTrue();
        assertThat(reply.sessionId()).isNotNull();
        assertThat(reply.owner()).isNotNull();
        assertThat(reply.epoch()).isEqualTo(1);
        assertThat(reply.durability()).isEqualTo("process");
        assertThat(reply.messages()).isEmpty();
        assertThat(reply.lastSeq()).isZero();
    }
}

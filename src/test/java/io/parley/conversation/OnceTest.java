package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.Agents;
import io.parley.bus.HandleReply;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same client id is handled once. */
class OnceTest {
    @Test
    void sameIdAgainGetsTheSameAckAndTheAgentIsAskedOnce() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");

            ServerMessage.Ack first = member.chat("c1", "hi");
            ServerMessage.Ack again = member.chat("c1", "hi");

            assertThat(first.duplicate()).isFalse();
            assertThat(again.duplicate()).isTrue();
            assertThat(again.messageId()).isEqualTo(first.messageId());
            assertThat(again.seq()).isEqualTo(first.seq());
            deployed.agent().next();
            assertThat(deployed.agent().wasAskedMore()).isFalse();
        }
    }

    @Test
    void sameIdWithOtherContentIsAConflict() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");

            ServerMessage other = member.send(TestMember.said("c1", "something else"));
            ServerMessage otherKind = member.command("c1", CommandName.GENERATE, new JsonObject());

            assertThat(List.of(other, otherKind))
                    .allSatisfy(answer -> assertThat(answer).isInstanceOfSatisfying(ServerMessage.Failure.class, no -> {
                        assertThat(no.code()).isEqualTo(ErrorCode.CONFLICT);
                        assertThat(no.id()).isEqualTo("c1");
                    }));
        }
    }

    @Test
    void sameIdOfAnotherUserIsAnotherMessage() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember anna = deployed.member("anna");
            TestMember ben = deployed.member("ben");

            ServerMessage.Ack first = anna.chat("c1", "hi");
            ServerMessage.Ack second = ben.chat("c1", "hi");

            assertThat(second.duplicate()).isFalse();
            assertThat(second.seq()).isGreaterThan(first.seq());
        }
    }

    @Test
    void idThatMemoryHasForgottenIsFoundInTheLog() throws Exception {
        try (Deployed deployed = new Deployed()) {
            deployed.deploy(Agents.named("echo", deployed.vertx()), new JsonObject().put("tail", 2));
            TestMember member = deployed.member("u1");
            ServerMessage.Ack first = member.chat("c1", "hi");
            member.next(Logged.AiReply.class);
            for (int i = 2; i < 6; i++) {
                member.chat("c" + i, "more");
                member.next(Logged.AiReply.class);
            }

            ServerMessage.Ack again = member.chat("c1", "hi");
            ServerMessage other = member.send(TestMember.said("c2", "other"));

            assertThat(again.duplicate()).isTrue();
            assertThat(again.seq()).isEqualTo(first.seq());
            assertThat(other)
                    .isInstanceOfSatisfying(
                            ServerMessage.Failure.class,
                            no -> assertThat(no.code()).isEqualTo(ErrorCode.CONFLICT));
        }
    }

    @Test
    void actionGenerateAndRegenerateAreRememberedByTheirIdsToo() throws Exception {
        try (Deployed deployed = new Deployed()) {
            deployed.deploy(Agents.named("echo", deployed.vertx()), new JsonObject());
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            member.next(Logged.AiReply.class);
            ClientMessage action =
                    new ClientMessage.Action("a1", "choose", null, new JsonObject().put("n", 1), null, null, null);

            List<ServerMessage> first = List.of(
                    member.send(action),
                    member.command("g1", CommandName.GENERATE, new JsonObject().put("prompt", "x")),
                    member.command("r1", CommandName.REGENERATE, new JsonObject()));
            List<ServerMessage> again = List.of(
                    member.send(action),
                    member.command("g1", CommandName.GENERATE, new JsonObject().put("prompt", "x")),
                    member.command("r1", CommandName.REGENERATE, new JsonObject()));

            for (int i = 0; i < first.size(); i++) {
                ServerMessage.Ack one = (ServerMessage.Ack) first.get(i);
                ServerMessage.Ack two = (ServerMessage.Ack) again.get(i);
                assertThat(one.duplicate()).isFalse();
                assertThat(two.duplicate()).isTrue();
                assertThat(two.seq()).isEqualTo(one.seq());
            }
        }
    }

    @Test
    void sameIdThroughTwoGatewaysAtOnceMakesOneEntryAndOneAnswer() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            deployed.deploy(new JsonObject());
            TestMember phone = deployed.member("u1");
            TestMember tablet = deployed.member("u1");

            List<Future<HandleReply>> both = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                both.add(phone.handling("u1", null, TestMember.said("c1", "hi")));
                both.add(tablet.handling("u1", null, TestMember.said("c1", "hi")));
            }
            Future.all(both).await(10, SECONDS);

            List<ServerMessage.Ack> acks = both.stream()
                    .map(reply -> (ServerMessage.Ack) reply.result().response())
                    .toList();
            assertThat(acks).extracting(ServerMessage.Ack::seq).containsOnly(1L);
            assertThat(acks).filteredOn(ack -> !ack.duplicate()).hasSize(1);
            deployed.agent().next().completes();
            assertThat(tablet.next(Logged.AiReply.class).seq()).isEqualTo(2);
            assertThat(deployed.agent().wasAskedMore()).isFalse();
        }
    }

    @Test
    void idIsRememberedAfterARestart() throws Exception {
        try (Deployed deployed = new Deployed()) {
            String first = deployed.deploy(new JsonObject());
            ServerMessage.Ack before = deployed.member("u1").chat("c1", "hi");
            deployed.agent().next().completes();
            deployed.vertx().undeploy(first).await(10, SECONDS);
            deployed.deploy(new JsonObject());

            TestMember member = deployed.member("u1");
            ServerMessage.Ack after = member.chat("c1", "hi");
            ServerMessage other = member.send(TestMember.said("c1", "other"));

            assertThat(after.duplicate()).isTrue();
            assertThat(after.messageId()).isEqualTo(before.messageId());
            assertThat(((ServerMessage.Failure) other).code()).isEqualTo(ErrorCode.CONFLICT);
        }
    }
}

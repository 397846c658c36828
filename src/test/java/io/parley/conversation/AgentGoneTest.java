package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.AgentFailure;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What becomes of a turn whose agent is gone in the middle, while its conversation lives. */
class AgentGoneTest {
    @Test
    void answerIsInterruptedWithItsTextAndMayBeAskedForAgain() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();
            asked.says("so far 到这里");

            asked.fails(AgentFailure.gone("It is gone."));

            Logged.AiReply end = member.next(Logged.AiReply.class);
            assertThat(end.status()).isEqualTo(Logged.AiReply.Outcome.INTERRUPTED);
            assertThat(end.content()).isEqualTo("so far 到这里");
            assertThat(end.error()).extracting(Logged.Cause::retry).isEqualTo(true);
        }
    }

    @Test
    void answerIsBegunAgainWhereTheConfigurationSaysSo() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("on_crash", "again"))) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked gone = deployed.agent().next();
            gone.says("old");
            member.next(ServerMessage.AiDelta.class);
            gone.fails(AgentFailure.gone("It is gone."));

            Asked asked = deployed.agent().next();
            asked.says("new");
            asked.completes();

            assertThat(asked.turn().attempt()).isEqualTo(2);
            assertThat(member.next(ServerMessage.AiSnapshot.class).attempt()).isEqualTo(2);
            ServerMessage.AiDelta delta = member.next(ServerMessage.AiDelta.class);
            assertThat(delta.offset()).isZero();
            Logged.AiReply end = member.next(Logged.AiReply.class);
            assertThat(end.status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
            assertThat(end.attempt()).isEqualTo(2);
            assertThat(end.content()).isEqualTo("new");
        }
    }

    @Test
    void answerThatIsBegunAgainForNothingKeepsWhatWasSaidBefore() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("on_crash", "again"))) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked gone = deployed.agent().next();
            gone.says("so far 到这里");
            gone.fails(AgentFailure.gone("It is gone."));
            deployed.agent().next().fails(AgentFailure.gone("It is gone, too."));

            deployed.agent().next().fails(new AgentFailure(ErrorCode.UNAVAILABLE, "Nobody is there."));

            Logged.AiReply end = member.next(Logged.AiReply.class);
            assertThat(end.status()).isEqualTo(Logged.AiReply.Outcome.INTERRUPTED);
            assertThat(end.content()).isEqualTo("so far 到这里");
            assertThat(end.error()).extracting(Logged.Cause::message).isEqualTo("Nobody is there.");
            assertThat(end.attempt()).isEqualTo(3);
        }
    }

    @Test
    void answerIsBegunAgainOnlyAsOftenAsItMay() throws Exception {
        JsonObject config =
                new JsonObject().put("on_crash", "again").put("turn", new JsonObject().put("max_attempts", 2));
        try (Deployed deployed = Deployed.one(config)) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            deployed.agent().next().fails(AgentFailure.gone("It is gone."));

            deployed.agent().next().fails(AgentFailure.gone("It is gone."));

            Logged.AiReply end = member.next(Logged.AiReply.class);
            assertThat(end.status()).isEqualTo(Logged.AiReply.Outcome.INTERRUPTED);
            assertThat(end.attempt()).isEqualTo(2);
            assertThat(deployed.agent().wasAskedMore()).isFalse();
        }
    }

    @Test
    void turnThatIsBegunAgainCanBeCancelled() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("on_crash", "again"))) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            deployed.agent().next().fails(AgentFailure.gone("It is gone."));
            Asked again = deployed.agent().next();

            member.command(CommandName.CANCEL, new JsonObject().put("id", "c1"));

            again.awaitStop();
            assertThat(member.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.CANCELLED);
        }
    }
}

package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Chats that come while an answer runs. */
class QueueTest {
    @Test
    void chatWaitsForTheEndOfTheAnswerAndItsSenderIsToldItsPlace() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "first");
            Asked first = deployed.agent().next();

            String second = member.chat("c2", "second").messageId();

            ServerMessage.Status status = member.next(ServerMessage.Status.class);
            assertThat(status.status()).isEqualTo(ServerMessage.Status.State.QUEUED);
            assertThat(status.details().getInteger("position")).isEqualTo(1);
            assertThat(status.details().getString("message_id")).isEqualTo(second);
            assertThat(deployed.agent().wasAskedMore()).isFalse();
            first.completes();
            assertThat(deployed.agent().next().turn().turnId()).isEqualTo(second);
        }
    }

    @Test
    void chatOverTheBoundIsBusyAndNotLogged() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("queue", 1))) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "first");
            member.chat("c2", "second");

            ServerMessage third = member.send(TestMember.said("c3", "third"));

            assertThat(third).isInstanceOfSatisfying(ServerMessage.Failure.class, no -> {
                assertThat(no.code()).isEqualTo(ErrorCode.BUSY);
                assertThat(no.retry()).isTrue();
            });
            deployed.agent().next().completes();
            deployed.agent().next().completes();
            assertThat(member.next(Logged.AiReply.class).seq()).isEqualTo(3);
            assertThat(member.next(Logged.AiReply.class).seq()).isEqualTo(4);
            assertThat(member.chat("c3", "third").duplicate()).isFalse();
        }
    }

    @Test
    void chatThatWasTakenLongAgoIsADuplicateAlsoWhenAllIsBusy() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("queue", 0).put("tail", 1))) {
            TestMember member = deployed.member("u1");
            ServerMessage.Ack first = member.chat("c1", "first");
            deployed.agent().next().completes();
            member.next(Logged.AiReply.class);
            member.chat("c2", "second");

            ServerMessage.Ack again = member.chat("c1", "first");
            ServerMessage other = member.send(TestMember.said("c1", "other"));
            ServerMessage third = member.send(TestMember.said("c3", "third"));

            assertThat(again.duplicate()).isTrue();
            assertThat(again.seq()).isEqualTo(first.seq());
            assertThat(codeOf(other)).isEqualTo(ErrorCode.CONFLICT);
            assertThat(codeOf(third)).isEqualTo(ErrorCode.BUSY);
        }
    }

    private static ErrorCode codeOf(ServerMessage answer) {
        return ((ServerMessage.Failure) answer).code();
    }
}

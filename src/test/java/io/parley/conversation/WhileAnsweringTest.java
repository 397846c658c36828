package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Messages that come while an answer runs, where they do not just wait. */
class WhileAnsweringTest {
    private static final JsonObject INTERRUPT = new JsonObject().put("while_answering", "interrupt");
    private static final JsonObject REJECT = new JsonObject().put("while_answering", "reject");

    @Test
    void interruptStopsTheAnswerKeepsItsTextAndAnswersTheNewMessage() throws Exception {
        try (Deployed deployed = Deployed.one(INTERRUPT)) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "first");
            Asked first = deployed.agent().next();
            first.says("so far 到这里");
            member.next(ServerMessage.AiDelta.class);

            ServerMessage.Ack second = member.chat("c2", "second");

            first.awaitStop();
            Logged.AiReply stopped = member.next(Logged.AiReply.class);
            assertThat(stopped.status()).isEqualTo(Logged.AiReply.Outcome.CANCELLED);
            assertThat(stopped.content()).isEqualTo("so far 到这里");
            assertThat(stopped.error()).isNull();
            assertThat(stopped.seq()).isEqualTo(2);
            assertThat(second.seq()).isEqualTo(3);
            Asked next = deployed.agent().next();
            assertThat(next.turn().turnId()).isEqualTo(second.messageId());
            next.completes();
            assertThat(member.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
        }
    }

    @Test
    void messageThatWasTakenBeforeInterruptsNothing() throws Exception {
        try (Deployed deployed = Deployed.one(INTERRUPT.copy().put("tail", 1))) {
            TestMember member = deployed.member("u1");
            ServerMessage.Ack first = member.chat("c1", "first");
            deployed.agent().next().completes();
            member.next(Logged.AiReply.class);
            member.chat("c2", "second");
            Asked second = deployed.agent().next();

            ServerMessage.Ack again = member.chat("c1", "first");
            ServerMessage other = member.send(TestMember.said("c1", "other"));

            assertThat(again.duplicate()).isTrue();
            assertThat(again.seq()).isEqualTo(first.seq());
            assertThat(codeOf(other)).isEqualTo(ErrorCode.CONFLICT);
            assertThat(second.stopped()).isEmpty();
            second.completes();
            assertThat(member.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
        }
    }

    @Test
    void interruptLeavesTasksAlone() throws Exception {
        try (Deployed deployed = Deployed.one(INTERRUPT)) {
            TestMember member = deployed.member("u1");
            member.command(CommandName.GENERATE, new JsonObject().put("prompt", "a report"));
            Asked task = deployed.agent().next();
            member.chat("c1", "first");
            deployed.agent().next();

            member.chat("c2", "second");

            assertThat(deployed.agent().next().turn().message().content()).isEqualTo("second");
            assertThat(task.stopped()).isEmpty();
        }
    }

    @Test
    void rejectIsBusyUntilTheAnswerHasEnded() throws Exception {
        try (Deployed deployed = Deployed.one(REJECT)) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "first");
            Asked first = deployed.agent().next();

            ServerMessage second = member.send(TestMember.said("c2", "second"));
            ServerMessage.Ack again = member.chat("c1", "first");
            ServerMessage regenerate =
                    member.command(CommandName.REGENERATE, new JsonObject().put("message_id", again.messageId()));
            ServerMessage task = member.command(CommandName.GENERATE, new JsonObject());

            assertThat(codeOf(second)).isEqualTo(ErrorCode.BUSY);
            assertThat(again.duplicate()).isTrue();
            assertThat(codeOf(regenerate)).isEqualTo(ErrorCode.BUSY);
            assertThat(task).isInstanceOf(ServerMessage.Ack.class);
            first.completes();
            member.next(Logged.AiReply.class);
            assertThat(member.chat("c2", "second").duplicate()).isFalse();
        }
    }

    @Test
    void conversationMayHaveAPolicyOfItsOwn() throws Exception {
        JsonObject some =
                new JsonObject().put("other-*", "interrupt").put("p*", "reject").put("p1", "queue");
        try (Deployed deployed = Deployed.one(new JsonObject().put("while_answering_in", some))) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "first");

            ServerMessage second = member.send(TestMember.said("c2", "second"));

            assertThat(codeOf(second)).isEqualTo(ErrorCode.BUSY);
        }
    }

    @Test
    void policyThatIsNoneIsRefusedWithWhereItStands() {
        var wrong = catchThrowableOfType(
                IllegalArgumentException.class,
                () -> new WhileAnswering(WhileAnswering.Policy.QUEUE, new JsonObject().put("a.b", "drop")));

        assertThat(wrong).hasMessageContaining("a.b").hasMessageContaining("queue, reject or interrupt");
    }

    private static ErrorCode codeOf(ServerMessage answer) {
        return ((ServerMessage.Failure) answer).code();
    }
}

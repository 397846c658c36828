package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cancel, before, during and after. */
class CancelTest {
    @Test
    void cancelOfWhatRunsKeepsItsTextStopsTheAgentAndAcknowledgesTheTerminalEntry() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();
            asked.says("so far");
            member.next(ServerMessage.AiDelta.class);

            ServerMessage answer = member.command(CommandName.CANCEL, new JsonObject());

            Logged.AiReply reply = member.next(Logged.AiReply.class);
            assertThat(reply.status()).isEqualTo(Logged.AiReply.Outcome.CANCELLED);
            assertThat(reply.content()).isEqualTo("so far");
            assertThat(answer).isInstanceOfSatisfying(ServerMessage.Ack.class, ack -> {
                assertThat(ack.messageId()).isEqualTo(reply.messageId());
                assertThat(ack.seq()).isEqualTo(reply.seq());
            });
            asked.awaitStop();
        }
    }

    @Test
    void whatAnAgentSaysAfterTheCancelIsIgnored() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();
            member.command(CommandName.CANCEL, new JsonObject());

            asked.says("too late");
            asked.completes();
            member.chat("c2", "next");

            assertThat(member.next(Logged.AiReply.class).content()).isEmpty();
            ServerMessage after = member.next(message -> true);
            assertThat(after)
                    .isInstanceOfSatisfying(
                            Logged.UserMessage.class,
                            next -> assertThat(next.content()).isEqualTo("next"));
        }
    }

    @Test
    void waitingTurnIsCancelledByItsQuestionAndTheAgentIsNeverAsked() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "first");
            Asked first = deployed.agent().next();
            String waiting = member.chat("c2", "second").messageId();

            member.command(CommandName.CANCEL, new JsonObject().put("message_id", waiting));
            Logged.AiReply cancelled = member.next(Logged.AiReply.class);
            first.completes();
            Logged.AiReply completed = member.next(Logged.AiReply.class);
            member.chat("c3", "third");

            assertThat(cancelled.turnId()).isEqualTo(waiting);
            assertThat(cancelled.status()).isEqualTo(Logged.AiReply.Outcome.CANCELLED);
            assertThat(completed.status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
            assertThat(deployed.agent().next().turn().message().content()).isEqualTo("third");
        }
    }

    @Test
    void cancelByTheIdOfTheClientsMessageAndByTheAnswersIdMeanTheSame() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            deployed.agent().next();
            String answerId = member.next(ServerMessage.AiSnapshot.class).messageId();

            ServerMessage byClientId = member.command(CommandName.CANCEL, new JsonObject().put("id", "c1"));
            ServerMessage byAnswer = member.command(CommandName.CANCEL, new JsonObject().put("message_id", answerId));
            ServerMessage byQuestion = member.command(CommandName.CANCEL, new JsonObject().put("id", "c1"));

            long seq = member.next(Logged.AiReply.class).seq();
            assertThat(List.of(byClientId, byAnswer, byQuestion))
                    .allSatisfy(answer -> assertThat(answer)
                            .isInstanceOfSatisfying(
                                    ServerMessage.Ack.class,
                                    ack -> assertThat(ack.seq()).isEqualTo(seq)));
        }
    }

    @Test
    void cancelOfAnEndedAnswerIsAcknowledgedWithTheEndThatItHad() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            String question = member.chat("c1", "hi").messageId();
            deployed.agent().next().completes();
            Logged.AiReply reply = member.next(Logged.AiReply.class);

            ServerMessage answer = member.command(CommandName.CANCEL, new JsonObject().put("message_id", question));

            assertThat(answer).isInstanceOfSatisfying(ServerMessage.Ack.class, ack -> {
                assertThat(ack.messageId()).isEqualTo(reply.messageId());
                assertThat(ack.duplicate()).isTrue();
            });
        }
    }

    @Test
    void cancelThatIsSentAgainEndsNothingMore() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            deployed.agent().next();
            var first = (ServerMessage.Ack) member.command("k1", CommandName.CANCEL, new JsonObject());
            member.chat("c2", "next");
            Asked next = deployed.agent().next();

            var again = (ServerMessage.Ack) member.command("k1", CommandName.CANCEL, new JsonObject());
            ServerMessage other = member.command("k1", CommandName.CANCEL, new JsonObject().put("message_id", "m"));

            assertThat(again.seq()).isEqualTo(first.seq());
            assertThat(again.duplicate()).isTrue();
            assertThat(other)
                    .isInstanceOfSatisfying(
                            ServerMessage.Failure.class,
                            no -> assertThat(no.code()).isEqualTo(ErrorCode.CONFLICT));
            next.completes();
            assertThat(member.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.CANCELLED);
            assertThat(member.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
        }
    }

    @Test
    void cancelByTheQuestionStopsTheAnswerThatIsMadeAgain() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            String question = member.chat("c1", "hi").messageId();
            deployed.agent().next().completes();
            Logged.AiReply old = member.next(Logged.AiReply.class);
            member.command(CommandName.REGENERATE, new JsonObject());
            deployed.agent().next();

            var ack = (ServerMessage.Ack)
                    member.command(CommandName.CANCEL, new JsonObject().put("message_id", question));

            assertThat(ack.messageId()).isNotEqualTo(old.messageId());
        }
    }

    @Test
    void cancelOfWhatIsNotThereIsNotFound() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");

            ServerMessage unknown = member.command(CommandName.CANCEL, new JsonObject().put("message_id", "nope"));
            ServerMessage nothing = member.command(CommandName.CANCEL, new JsonObject());

            assertThat(unknown)
                    .isInstanceOfSatisfying(
                            ServerMessage.Failure.class,
                            no -> assertThat(no.code()).isEqualTo(ErrorCode.NOT_FOUND));
            assertThat(nothing)
                    .isInstanceOfSatisfying(
                            ServerMessage.Failure.class,
                            no -> assertThat(no.code()).isEqualTo(ErrorCode.NOT_FOUND));
        }
    }

    @Test
    void anotherMemberMayCancel() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember anna = deployed.member("anna");
            TestMember ben = deployed.member("ben");
            anna.chat("c1", "hi");
            Asked asked = deployed.agent().next();

            ben.command(CommandName.CANCEL, new JsonObject());

            assertThat(anna.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.CANCELLED);
            asked.awaitStop();
        }
    }

    @Test
    void cancelThatIsSentAgainToTheNextOwnerEndsNothingMore() throws Exception {
        try (Deployed deployed = new Deployed()) {
            String owner = deployed.deploy(new JsonObject());
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            var first = (ServerMessage.Ack) member.command("k1", CommandName.CANCEL, new JsonObject());
            deployed.agent().next().awaitStop();
            deployed.vertx().undeploy(owner).await(10, SECONDS);
            deployed.deploy(new JsonObject());
            TestMember back = deployed.member("u1");
            back.chat("c2", "next");
            Asked next = deployed.agent().next();

            var again = (ServerMessage.Ack) back.command("k1", CommandName.CANCEL, new JsonObject());

            assertThat(again.seq()).isEqualTo(first.seq());
            assertThat(again.duplicate()).isTrue();
            next.completes();
            assertThat(back.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
        }
    }

    @Test
    void idOfACancelIsTheSameForTheSameTurnInOtherWordsAndAConflictForAnother() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            String question = member.chat("c1", "hi").messageId();
            String other = member.chat("c2", "other").messageId();
            JsonObject args = new JsonObject().put("message_id", question);
            var first = (ServerMessage.Ack) member.command("k1", CommandName.CANCEL, args);

            var inOtherWords =
                    (ServerMessage.Ack) member.command("k1", CommandName.CANCEL, new JsonObject().put("id", "c1"));
            List<ServerMessage> conflicts = List.of(
                    member.command("k1", CommandName.CANCEL, new JsonObject().put("message_id", other)),
                    member.send(TestMember.said("k1", "hi")),
                    member.command("c1", CommandName.CANCEL, new JsonObject()));

            assertThat(inOtherWords.seq()).isEqualTo(first.seq());
            assertThat(inOtherWords.duplicate()).isTrue();
            assertThat(conflicts)
                    .extracting(answer -> ((ServerMessage.Failure) answer).code())
                    .containsOnly(ErrorCode.CONFLICT);
        }
    }
}

package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.Agents;
import io.parley.bus.ReadReply;
import io.parley.bus.ReadRequest;
import io.parley.bus.RegisterReply;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a client that comes back is told. */
class ResumeTest {
    @Test
    void clientThatReturnsInTheMiddleOfAnAnswerGetsTheTextSoFarAndGoesOn() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("delta_interval_ms", 0))) {
            TestMember before = deployed.member("u1");
            before.chat("c1", "hi");
            Asked asked = deployed.agent().next();
            asked.says("half ");
            before.next(ServerMessage.AiDelta.class);
            before.leave(1);

            TestMember after = deployed.unregistered("u1");
            RegisterReply reply = after.register(before.registration().sessionId(), 0L);
            asked.says("and half");
            asked.completes();

            assertThat(reply.resumed()).isTrue();
            assertThat(reply.sessionId()).isEqualTo(before.registration().sessionId());
            assertThat(reply.messages()).extracting(Logged::seq).containsExactly(1L);
            assertThat(reply.running())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            ServerMessage.AiSnapshot.class,
                            snapshot -> assertThat(snapshot.content()).isEqualTo("half "));
            ServerMessage.AiDelta delta = after.next(ServerMessage.AiDelta.class);
            assertThat(delta.offset()).isEqualTo("half ".length());
            assertThat(delta.content()).isEqualTo("and half");
            assertThat(after.next(Logged.AiReply.class).content()).isEqualTo("half and half");
        }
    }

    @Test
    void sessionWithoutAPositionGoesOnWhereItHadBeenWrittenTo() throws Exception {
        try (Deployed deployed = echo(new JsonObject())) {
            TestMember before = deployed.member("u1");
            before.chat("c1", "hi");
            before.next(Logged.AiReply.class);
            before.leave(1);

            TestMember after = deployed.unregistered("u1");
            RegisterReply reply = after.register(before.registration().sessionId(), null);

            assertThat(reply.messages()).extracting(Logged::seq).containsExactly(2L);
        }
    }

    @Test
    void newcomerThatNamesALivingSessionAndNoPositionMissesNothing() throws Exception {
        try (Deployed deployed = echo(new JsonObject())) {
            TestMember silent = deployed.member("u1");
            TestMember other = deployed.member("u2");
            other.chat("c1", "hi");
            other.next(Logged.AiReply.class);

            TestMember after = deployed.unregistered("u1");
            RegisterReply reply = after.register(silent.registration().sessionId(), null);

            assertThat(reply.messages()).extracting(Logged::seq).containsExactly(1L, 2L);
        }
    }

    @Test
    void sessionOfAnotherUserIsNotResumed() throws Exception {
        try (Deployed deployed = echo(new JsonObject())) {
            TestMember anna = deployed.member("anna");
            anna.leave(0);

            TestMember ben = deployed.unregistered("ben");
            RegisterReply reply = ben.register(anna.registration().sessionId(), null);

            assertThat(reply.resumed()).isFalse();
            assertThat(reply.sessionId()).isNotEqualTo(anna.registration().sessionId());
        }
    }

    @Test
    void clientThatIsTooFarBehindIsResetToTheTail() throws Exception {
        try (Deployed deployed = echo(new JsonObject().put("resume_limit", 3))) {
            TestMember member = deployed.member("u1");
            for (int i = 0; i < 3; i++) {
                member.chat("c" + i, "hi");
                member.next(Logged.AiReply.class);
            }

            TestMember far = deployed.unregistered("u1");
            RegisterReply behind = far.register(null, 2L);
            RegisterReply near = far.register(null, 3L);

            assertThat(behind.resetFrom()).isEqualTo(1);
            assertThat(behind.messages()).hasSize(6);
            assertThat(near.resetFrom()).isNull();
            assertThat(near.messages()).extracting(Logged::seq).containsExactly(4L, 5L, 6L);
        }
    }

    @Test
    void clientThatIsAheadOfTheLogIsReset() throws Exception {
        try (Deployed deployed = echo(new JsonObject())) {
            TestMember member = deployed.unregistered("u1");

            RegisterReply reply = member.register(null, 40L);

            assertThat(reply.resetFrom()).isEqualTo(1);
            assertThat(reply.messages()).isEmpty();
            assertThat(reply.lastSeq()).isZero();
        }
    }

    @Test
    void pagesAreCutBySizeAndReadOnFromThere() throws Exception {
        try (Deployed deployed = echo(new JsonObject())) {
            TestMember member = deployed.member("u1");
            String large = "x".repeat(200_000);
            for (int i = 0; i < 2; i++) {
                member.chat("c" + i, large);
                member.next(Logged.AiReply.class);
            }

            RegisterReply first = deployed.unregistered("u1").register(null, 0L);
            ReadReply second =
                    member.transport().read(null, new ReadRequest("p1", 2, 200)).await(5, TimeUnit.SECONDS);

            assertThat(first.messages()).extracting(Logged::seq).containsExactly(1L, 2L);
            assertThat(first.more()).isTrue();
            assertThat(second.messages()).extracting(Logged::seq).containsExactly(3L, 4L);
            assertThat(second.more()).isFalse();
            assertThat(second.lastSeq()).isEqualTo(4);
        }
    }

    @Test
    void pushesAfterARegisterAreNumberedOnFromItsAnswer() throws Exception {
        try (Deployed deployed = echo(new JsonObject())) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");

            long first = member.nextEnvelope().n();
            long second = member.nextEnvelope().n();

            assertThat(List.of(first, second))
                    .containsExactly(
                            member.registration().n() + 1, member.registration().n() + 2);
        }
    }

    @Test
    void messageOfAConnectionThatLeftOrOfAnotherUserIsOfAnUnknownConnection() throws Exception {
        try (Deployed deployed = echo(new JsonObject())) {
            TestMember member = deployed.member("u1");
            String owner = member.registration().owner();

            ServerMessage stranger =
                    member.handleAs("u2", owner, TestMember.said("c1", "hi")).response();
            member.leave(0);
            ServerMessage gone = member.send(TestMember.said("c2", "hi"));

            assertThat(List.of(stranger, gone))
                    .allSatisfy(answer -> assertThat(answer)
                            .isInstanceOfSatisfying(
                                    ServerMessage.Failure.class,
                                    no -> assertThat(no.code()).isEqualTo(ErrorCode.CONN_NOT_FOUND)));
        }
    }

    private static Deployed echo(JsonObject config) throws Exception {
        Deployed deployed = new Deployed();
        deployed.deploy(Agents.named("echo", deployed.vertx()), config);
        return deployed;
    }
}

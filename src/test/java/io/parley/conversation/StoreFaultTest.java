package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.agent.Outcome;
import io.parley.bus.ReadRequest;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The real log, with calls that do not arrive or whose answers are lost on the way. */
class StoreFaultTest {
    private final FaultyLog log = new FaultyLog();

    @Test
    void chatWhoseCommitWasNotHeardOfIsADuplicateWhenSentAgainAndAnsweredOnce() throws Exception {
        try (Deployed deployed = deployed(new JsonObject())) {
            TestMember member = deployed.member("u1");
            log.losesTheAnswerTo("append");

            ServerMessage first = member.send(TestMember.said("c1", "hi"));
            ServerMessage.Ack again = member.chat("c1", "hi");

            assertThat(first)
                    .isInstanceOfSatisfying(
                            ServerMessage.Failure.class,
                            no -> assertThat(no.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            assertThat(again.duplicate()).isTrue();
            assertThat(again.seq()).isEqualTo(1);
            deployed.agent().next().completes();
            assertThat(member.next(Logged.class).seq()).isEqualTo(1);
            assertThat(member.next(Logged.class).seq()).isEqualTo(2);
            assertThat(deployed.agent().wasAskedMore()).isFalse();
        }
    }

    @Test
    void chatThatDidNotReachTheStoreIsTakenWhenSentAgain() throws Exception {
        try (Deployed deployed = deployed(new JsonObject())) {
            TestMember member = deployed.member("u1");
            log.fails("append", 1);

            member.send(TestMember.said("c1", "hi"));
            ServerMessage.Ack again = member.chat("c1", "hi");

            assertThat(again.duplicate()).isFalse();
            assertThat(again.seq()).isEqualTo(1);
        }
    }

    @Test
    void chatWhoseCommitCameAfterAllThatWasReadOfItIsSeenByAllAndAnswered() throws Exception {
        try (Deployed deployed = deployed(new JsonObject())) {
            TestMember member = deployed.member("u1");
            log.delays("append");
            member.send(TestMember.said("c1", "late"));
            member.command(CommandName.HELP, new JsonObject()); // reads the log, and finds nothing
            log.lands();

            await().until(() -> member.send(TestMember.said("c2", "next")) instanceof ServerMessage.Ack);
            deployed.agent().next().completes();
            deployed.agent().next().completes();
            member.next(Logged.AiReply.class);
            member.next(Logged.AiReply.class);

            assertThat(member.transport()
                            .read(null, new ReadRequest("p1", 0, 10))
                            .await(5, TimeUnit.SECONDS)
                            .messages())
                    .extracting(Logged::seq)
                    .containsExactly(1L, 2L, 3L, 4L);
        }
    }

    @Test
    void chatWhoseCommitCameAfterAllThatWasReadOfItIsAnsweredWhenSentAgain() throws Exception {
        try (Deployed deployed = deployed(new JsonObject())) {
            TestMember member = deployed.member("u1");
            log.delays("append");
            member.send(TestMember.said("c1", "late"));
            member.command(CommandName.HELP, new JsonObject()); // reads the log, and finds nothing
            log.lands();

            await().until(() -> member.send(TestMember.said("c1", "late")) instanceof ServerMessage.Ack ack
                    && ack.duplicate()
                    && Long.valueOf(1).equals(ack.seq()));

            deployed.agent().next().completes();
            assertThat(member.next(Logged.class).seq()).isEqualTo(1);
            assertThat(member.next(Logged.class).seq()).isEqualTo(2);
        }
    }

    @Test
    void chatWhoseCommitCameLateIsSeenAndAnsweredEvenThoughNobodyAsks() throws Exception {
        try (Deployed deployed =
                deployed(new JsonObject().put("lease_ms", 1_000).put("renew_ms", 100))) {
            TestMember member = deployed.member("u1");
            log.delays("append");
            member.send(TestMember.said("c1", "late"));
            member.command(CommandName.HELP, new JsonObject()); // reads the log, and finds nothing

            log.lands();

            assertThat(member.next(Logged.class).seq()).isEqualTo(1);
            deployed.agent().next().completes();
        }
    }

    @Test
    void chatThatCameLateIsAnsweredThoughItsTurnCouldNotBeReadAtOnce() throws Exception {
        try (Deployed deployed = deployed(new JsonObject())) {
            TestMember member = deployed.member("u1");
            log.losesTheAnswerTo("append");
            member.send(TestMember.said("c1", "late"));
            log.fails("openTurns", 1);
            member.command(CommandName.HELP, new JsonObject());

            ServerMessage.Ack again = member.chat("c1", "late");

            assertThat(again.duplicate()).isTrue();
            deployed.agent().next().completes();
            assertThat(member.next(Logged.class).seq()).isEqualTo(1);
            assertThat(member.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
            assertThat(deployed.agent().wasAskedMore()).isFalse();
        }
    }

    @Test
    void turnThatTheStoreCouldNotBeginAtOnceIsBegunLater() throws Exception {
        try (Deployed deployed = deployed(new JsonObject())) {
            TestMember member = deployed.member("u1");
            log.fails("beginAttempt", 1);

            member.chat("c1", "hi");
            deployed.agent().next().completes();

            assertThat(member.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
        }
    }

    @Test
    void textThatCouldNotBeKeptIsKeptAtTheNextCheckpoint() throws Exception {
        try (Deployed deployed = deployed(new JsonObject().put("checkpoint_interval_ms", 10))) {
            deployed.member("u1").chat("c1", "hi");
            Asked asked = deployed.agent().next();
            log.fails("checkpoint", 1);

            asked.says("kept");

            await().until(() -> InstancesTest.onLog(deployed.vertx(), open -> open.openTurns("p1"))
                            .get(0)
                            .checkpoint()
                    != null);
            assertThat(log.isSound()).isTrue();
        }
    }

    @Test
    void cancelWhoseCommitWasNotHeardOfIsADuplicateWhenSentAgainAndEndsNothingMore() throws Exception {
        try (Deployed deployed = deployed(new JsonObject())) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            deployed.agent().next();
            member.chat("c2", "next");
            log.losesTheAnswerTo("append");

            ServerMessage first = member.command("k1", CommandName.CANCEL, new JsonObject());
            ServerMessage again = member.command("k1", CommandName.CANCEL, new JsonObject());

            assertThat(first).isInstanceOfSatisfying(ServerMessage.Failure.class, failure -> {
                assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                assertThat(failure.retryAfterMs()).isBetween(1L, 1_000L);
            });
            assertThat(again).isInstanceOfSatisfying(ServerMessage.Ack.class, ack -> {
                assertThat(ack.duplicate()).isTrue();
                assertThat(ack.seq()).isEqualTo(3);
            });
            deployed.agent().next().completes();
            assertThat(member.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.CANCELLED);
            assertThat(member.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
        }
    }

    @Test
    void endOfAnAnswerIsTriedAgainUntilTheLogTakesIt() throws Exception {
        try (Deployed deployed = deployed(new JsonObject())) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();
            log.fails("append", 2);

            asked.says("all of it");
            asked.completes();

            await().atMost(Duration.ofSeconds(10)).until(log::isSound);
            long failedAgain = System.currentTimeMillis();
            Logged.AiReply reply = member.next(Logged.AiReply.class);
            assertThat(reply.content()).isEqualTo("all of it");
            assertThat(reply.seq()).isEqualTo(2);
            assertThat(reply.timestamp()).as("when it ended").isLessThanOrEqualTo(failedAgain);
            assertThat(reply.status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
        }
    }

    @Test
    void taskThatAnAnswerAnnouncedComesOnceWhereTheCommitOfBothWasNotHeardOf() throws Exception {
        try (Deployed deployed = deployed(new JsonObject())) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "draw");
            Asked asked = deployed.agent().next();
            log.losesTheAnswerTo("append");

            asked.completes(Outcome.thenGenerate(new JsonObject().put("prompt", "a cat")));

            Logged.AiReply reply = member.next(Logged.AiReply.class);
            Logged.TaskStarted started = member.next(Logged.TaskStarted.class);
            assertThat(started.seq()).isEqualTo(reply.seq() + 1);
            assertThat(deployed.agent().next().turn().turnId()).isEqualTo(started.taskId());
            assertThat(member.command(CommandName.HELP, new JsonObject())).isInstanceOf(ServerMessage.Help.class);
            assertThat(deployed.agent().wasAskedMore()).isFalse();
        }
    }

    @Test
    void taskThatAnAnswerAnnouncedIsTheSameHoweverOftenTheirEndIsTried() throws Exception {
        try (Deployed deployed = deployed(new JsonObject())) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "draw");
            Asked asked = deployed.agent().next();
            log.delays("append");

            asked.completes(Outcome.thenGenerate(new JsonObject().put("prompt", "a cat")));
            await().until(log::isSound); // the first try is on its way, and comes before the next
            log.lands();

            Logged.AiReply reply = member.next(Logged.AiReply.class);
            Logged.TaskStarted started = member.next(Logged.TaskStarted.class);
            assertThat(started.seq()).isEqualTo(reply.seq() + 1);
            assertThat(deployed.agent().next().turn().turnId()).isEqualTo(started.taskId());
            assertThat(member.transport()
                            .read(null, new ReadRequest("p1", 0, 10))
                            .await(5, TimeUnit.SECONDS)
                            .messages())
                    .extracting(Logged::seq)
                    .containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void endOfAnAnswerWhoseCommitWasNotHeardOfIsToldOnce() throws Exception {
        try (Deployed deployed = deployed(new JsonObject())) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();
            log.losesTheAnswerTo("append");

            asked.completes();
            Logged.AiReply reply = member.next(Logged.AiReply.class);
            member.chat("c2", "next");

            assertThat(reply.seq()).isEqualTo(2);
            assertThat(member.next(Logged.class).seq()).isEqualTo(3);
            assertThat(deployed.agent().next().turn().message().content()).isEqualTo("next");
        }
    }

    @Test
    void turnThatCannotBeBegunInTheTimeOfAFirstTokenFailsAndTheNextOneIsAnswered() throws Exception {
        JsonObject quick = new JsonObject().put("turn", new JsonObject().put("first_token_timeout_ms", 300));
        try (Deployed deployed = deployed(quick)) {
            TestMember member = deployed.member("u1");
            log.fails("beginAttempt", Integer.MAX_VALUE);

            member.chat("c1", "hi");
            Logged.AiReply reply = member.next(Logged.AiReply.class);
            log.heals();
            member.chat("c2", "again");

            assertThat(reply.status()).isEqualTo(Logged.AiReply.Outcome.FAILED);
            assertThat(reply.error())
                    .isNotNull()
                    .extracting(Logged.Cause::retry)
                    .isEqualTo(true);
            assertThat(deployed.agent().next().turn().message().content()).isEqualTo("again");
        }
    }

    @Test
    void openTurnIsMendedAlsoWhereItsConversationCouldNotBeReadAfterTheClaim() throws Exception {
        try (Deployed deployed = new Deployed()) {
            CrashTest.crashed(
                    deployed,
                    (log, claim) -> log.append(claim, CrashTest.question("m1"))
                            .compose(seq -> log.beginAttempt(claim, seq, 1)));
            log.fails("contents", 1);

            deployed.deploy(log.behind(deployed.agent()), new JsonObject());

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> InstancesTest.onLog(deployed.vertx(), log -> log.openTurns("p1"))
                            .isEmpty());
            assertThat(log.isSound()).isTrue();
        }
    }

    @Test
    void openTurnIsMendedAlsoWhereItsConversationCouldBeNeitherReadNorGivenBack() throws Exception {
        try (Deployed deployed = new Deployed()) {
            CrashTest.crashed(
                    deployed,
                    (log, claim) -> log.append(claim, CrashTest.question("m1"))
                            .compose(seq -> log.beginAttempt(claim, seq, 1)));
            log.breaks("contents");
            log.fails("release", 1);

            deployed.deploy(log.behind(deployed.agent()), new JsonObject());

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> InstancesTest.onLog(deployed.vertx(), log -> log.openTurns("p1"))
                            .isEmpty());
            assertThat(log.isSound()).isTrue();
        }
    }

    private Deployed deployed(JsonObject config) throws Exception {
        Deployed deployed = new Deployed();
        deployed.deploy(log.behind(deployed.agent()), config);
        return deployed;
    }
}

package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.bus.RegisterReply;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.faults.Row;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.protocol.Phrase;
import io.parley.store.Checkpoint;
import io.parley.store.Claim;
import io.parley.store.ConversationLog;
import io.parley.store.Entry;
import io.parley.store.OpenTurn;
import io.parley.store.TurnKind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a crashed owner left open is mended by the next one. The log is left as a crash leaves it. */
class CrashTest {
    private static final JsonObject ARGS = new JsonObject().put("prompt", "x");

    @Test
    @Row(8)
    void answerThatHadBegunIsInterruptedWithItsCheckpoint() throws Exception {
        try (Deployed deployed = new Deployed()) {
            crashed(
                    deployed,
                    (log, claim) -> log.append(claim, question("m1"))
                            .compose(seq -> log.beginAttempt(claim, seq, 1))
                            .compose(begun -> log.checkpoint(claim, 1, new Checkpoint(1, "so 远", "hm", "", 0))));
            deployed.deploy(new JsonObject());

            RegisterReply reply = deployed.unregistered("u1").register(null, 0L);

            assertThat(reply.messages()).hasSize(2);
            Logged.AiReply end = (Logged.AiReply) reply.messages().get(1);
            assertThat(end.status()).isEqualTo(Logged.AiReply.Outcome.INTERRUPTED);
            assertThat(end.messageId()).isEqualTo("answer-m1");
            assertThat(end.turnId()).isEqualTo("m1");
            assertThat(end.content()).isEqualTo("so 远");
            assertThat(end.thinking()).isEqualTo("hm");
            Logged.Cause cause = Objects.requireNonNull(end.error());
            assertThat(cause.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(cause.retry()).isTrue();
            assertThat(cause.message())
                    .isEqualTo(Phrase.of("answer.interrupted").in(Lang.ZH_CN));
        }
    }

    @Test
    void textOfARunningAnswerIsKeptInTheLog() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("checkpoint_interval_ms", 10))) {
            deployed.member("u1").chat("c1", "hi");

            deployed.agent().next().says("so 远");

            await().atMost(Duration.ofSeconds(10))
                    .until(
                            () -> InstancesTest.onLog(deployed.vertx(), log -> log.openTurns("p1"))
                                    .get(0)
                                    .checkpoint(),
                            new Checkpoint(1, "so 远", "", "", 0)::equals);
        }
    }

    @Test
    void languageOfTheAskerIsKeptWithTheTurn() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.unregistered("u1");
            member.register(null, null, "zh-CN");

            member.chat("c1", "你好");

            List<OpenTurn> open = InstancesTest.onLog(deployed.vertx(), log -> log.openTurns("p1"));
            assertThat(open).extracting(OpenTurn::lang).containsExactly("zh-CN");
            assertThat(deployed.agent().next().turn().lang()).isEqualTo(Lang.ZH_CN);
        }
    }

    @Test
    void checkpointOfAnotherAttemptCountsAsEmpty() throws Exception {
        try (Deployed deployed = new Deployed()) {
            crashed(
                    deployed,
                    (log, claim) -> log.append(claim, question("m1"))
                            .compose(seq -> log.beginAttempt(claim, seq, 1))
                            .compose(begun -> log.checkpoint(claim, 1, new Checkpoint(1, "old", "", "", 0)))
                            .compose(kept -> log.beginAttempt(claim, 1, 2)));
            deployed.deploy(new JsonObject());

            RegisterReply reply = deployed.unregistered("u1").register(null, 1L);

            Logged.AiReply end = (Logged.AiReply) reply.messages().get(0);
            assertThat(end.attempt()).isEqualTo(2);
            assertThat(end.content()).isEmpty();
        }
    }

    @Test
    void answerThatHadNotBegunIsBegunAndOthersAfterIt() throws Exception {
        try (Deployed deployed = new Deployed()) {
            crashed(
                    deployed,
                    (log, claim) -> log.append(claim, question("m1"))
                            .compose(seq -> log.append(claim, question("m2")))
                            .mapEmpty());
            deployed.deploy(new JsonObject());
            TestMember member = deployed.member("u1");

            Asked first = deployed.agent().next();
            first.completes();
            Asked second = deployed.agent().next();
            second.completes();

            assertThat(List.of(first.turn().turnId(), second.turn().turnId())).containsExactly("m1", "m2");
            assertThat(member.next(Logged.AiReply.class).messageId()).isEqualTo("answer-m1");
            assertThat(member.next(Logged.AiReply.class).messageId()).isEqualTo("answer-m2");
        }
    }

    @Test
    @Row(27)
    void taskThatHadBegunFailsAndMayBeTriedAgain() throws Exception {
        try (Deployed deployed = new Deployed()) {
            Logged started = Drafts.task("p1", "u1", ARGS, Lang.EN);
            crashed(
                    deployed,
                    (log, claim) -> log.append(
                                    claim,
                                    new Entry(started, null, null, null, new Entry.NewTurn(TurnKind.TASK, "end", null)))
                            .compose(seq -> log.beginAttempt(claim, seq, 1)));
            deployed.deploy(new JsonObject());

            RegisterReply reply = deployed.unregistered("u1").register(null, 1L);

            Logged.TaskFailed failed = (Logged.TaskFailed) reply.messages().get(0);
            assertThat(failed.taskId()).isEqualTo(started.messageId());
            assertThat(failed.error().retry()).isTrue();
        }
    }

    @Test
    void clientIdThatACrashedOwnerHadTakenIsADuplicate() throws Exception {
        try (Deployed deployed = new Deployed()) {
            crashed(deployed, (log, claim) -> log.append(claim, question("m1")).mapEmpty());
            deployed.deploy(new JsonObject());
            TestMember member = deployed.member("u1");

            assertThat(member.chat("id-m1", "hi").duplicate()).isTrue();
        }
    }

    interface Work {
        Future<Void> on(ConversationLog log, Claim claim);
    }

    static void crashed(Deployed deployed, Work work) throws Exception {
        InstancesTest.onLog(
                deployed.vertx(),
                log -> log.renew("dead", Duration.ofMinutes(10))
                        .compose(renewed -> log.claim("p1", "dead"))
                        .compose(claim -> work.on(log, claim).map(claim)));
    }

    static Entry question(String messageId) {
        Logged message = new Logged.UserMessage(
                1, "p1", 0, messageId, "id-" + messageId, "u1", "hi", List.of(), null, null, null, null);
        Entry.NewTurn turn = new Entry.NewTurn(TurnKind.ANSWER, "answer-" + messageId, "zh-CN");
        return new Entry(message, "u1", "id-" + messageId, null, turn);
    }
}

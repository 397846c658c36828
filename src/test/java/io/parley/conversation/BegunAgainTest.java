package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.RegisterReply;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.faults.Row;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.parley.store.Checkpoint;
import io.parley.store.Claim;
import io.parley.store.ConversationLog;
import io.parley.store.Entry;
import io.parley.store.OpenTurn;
import io.parley.store.TurnKind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a crash interrupted is begun again where that is configured. The log is left as a crash leaves it. */
class BegunAgainTest {
    private static final JsonObject AGAIN = new JsonObject().put("on_crash", "again");

    @Test
    @Row(8)
    void begunAnswerIsBegunAgainAsTheNextAttemptWithItsTextAnew() throws Exception {
        try (Deployed deployed = new Deployed()) {
            CrashTest.crashed(
                    deployed,
                    (log, claim) -> begun(log, claim, 1)
                            .compose(begun -> log.checkpoint(claim, 1, new Checkpoint(1, "old", "", "", 0))));
            deployed.deploy(AGAIN);
            TestMember member = deployed.unregistered("u1");
            RegisterReply reply = member.register(null, 0L);

            Asked asked = deployed.agent().next();
            List<OpenTurn> open = InstancesTest.onLog(deployed.vertx(), log -> log.openTurns("p1"));
            asked.says("new");
            asked.completes();

            assertThat(reply.messages()).hasSize(1);
            assertThat(asked.turn().attempt()).isEqualTo(2);
            assertThat(open).extracting(OpenTurn::attempt).containsExactly(2);
            ServerMessage.AiDelta delta = member.next(ServerMessage.AiDelta.class);
            assertThat(delta.attempt()).isEqualTo(2);
            assertThat(delta.offset()).isZero();
            Logged.AiReply end = member.next(Logged.AiReply.class);
            assertThat(end.status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
            assertThat(end.attempt()).isEqualTo(2);
            assertThat(end.content()).isEqualTo("new");
            assertThat(end.messageId()).isEqualTo("answer-m1");
        }
    }

    @Test
    void answerThatWasBegunOftenEnoughIsInterrupted() throws Exception {
        try (Deployed deployed = new Deployed()) {
            CrashTest.crashed(deployed, (log, claim) -> begun(log, claim, 2));
            deployed.deploy(AGAIN.copy().put("turn", new JsonObject().put("max_attempts", 2)));

            RegisterReply reply = deployed.unregistered("u1").register(null, 1L);

            assertThat(reply.messages()).singleElement().isInstanceOfSatisfying(Logged.AiReply.class, end -> {
                assertThat(end.status()).isEqualTo(Logged.AiReply.Outcome.INTERRUPTED);
                assertThat(end.attempt()).isEqualTo(2);
            });
            assertThat(deployed.agent().wasAskedMore()).isFalse();
        }
    }

    @Test
    @Row(27)
    void begunTaskRunsAgainAndItsProgressBeginsAnewInTheNextAttempt() throws Exception {
        try (Deployed deployed = new Deployed()) {
            Logged started = Drafts.task("p1", "u1", new JsonObject().put("prompt", "x"), Lang.EN);
            CrashTest.crashed(
                    deployed,
                    (log, claim) -> log.append(
                                    claim,
                                    new Entry(started, null, null, null, new Entry.NewTurn(TurnKind.TASK, "end", null)))
                            .compose(seq -> log.beginAttempt(claim, seq, 1))
                            .compose(begun -> log.checkpoint(claim, 1, new Checkpoint(1, "", "", "half", 50))));
            deployed.deploy(AGAIN);
            TestMember member = deployed.member("u1");

            Asked asked = deployed.agent().next();
            asked.play(sink -> sink.progress(10, "anew", ""));
            ServerMessage.Progress progress = member.next(ServerMessage.Progress.class);
            asked.completes();
            Logged.TaskCompleted end = member.next(Logged.TaskCompleted.class);

            assertThat(progress.attempt()).isEqualTo(2);
            assertThat(progress.progress()).isEqualTo(10);
            assertThat(end.taskId()).isEqualTo(started.messageId());
            assertThat(end.messageId()).isEqualTo("end");
        }
    }

    /** A question whose answer was begun so many times. */
    private static Future<Void> begun(ConversationLog log, Claim claim, int attempts) {
        Future<Void> begun = log.append(claim, CrashTest.question("m1")).mapEmpty();
        for (int attempt = 1; attempt <= attempts; attempt++) {
            int next = attempt;
            begun = begun.compose(before -> log.beginAttempt(claim, 1, next));
        }
        return begun;
    }
}

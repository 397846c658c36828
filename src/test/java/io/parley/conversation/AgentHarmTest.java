package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.Outcome;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.protocol.CommandName;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an agent says wrongly in one conversation does no harm to another, nor to who comes. */
class AgentHarmTest {
    private static final JsonObject PACED = new JsonObject().put("delta_interval_ms", 300);

    @Test
    void progressWithoutWordsHoldsUpNoOtherConversationAndLocksNobodyOut() throws Exception {
        try (Deployed deployed = Deployed.one(PACED)) {
            TestMember reader = TestMember.registered(deployed.vertx(), "u1", "p1");
            TestMember maker = TestMember.registered(deployed.vertx(), "u2", "p2");
            reader.chat("c1", "hi");
            Asked answer = deployed.agent().next();
            maker.command("g1", CommandName.GENERATE, new JsonObject());
            Asked task = deployed.agent().next();

            task.play(sink -> sink.progress(5, "work", nothing()));
            task.play(sink -> sink.progress(6, nothing(), nothing()));
            answer.says("one ");
            answer.says("two");

            assertThat(delta(reader)).isEqualTo("one ");
            assertThat(delta(reader)).isEqualTo("two");
            List<ServerMessage> running = TestMember.of(deployed.vertx(), "u3", "p2")
                    .register(null, null)
                    .running();
            assertThat(running).singleElement().isInstanceOfSatisfying(ServerMessage.Progress.class, progress -> {
                assertThat(progress.progress()).isEqualTo(6);
                assertThat(progress.phase()).isEmpty();
                assertThat(progress.message()).isNull();
            });
            task.completes(Outcome.result(new JsonObject()));
            assertThat(maker.next(Logged.TaskCompleted.class).taskId())
                    .isEqualTo(task.turn().turnId());
        }
    }

    @Test
    void progressWithHalfOfAPairOfSurrogatesIsMadeWhole() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.command("g1", CommandName.GENERATE, new JsonObject());

            deployed.agent().next().play(sink -> sink.progress(5, "work", "月\ud83d"));

            assertThat(member.next(ServerMessage.Progress.class).message()).isEqualTo("月\ufffd");
        }
    }

    private static String delta(TestMember member) throws Exception {
        return String.valueOf(member.next(ServerMessage.AiDelta.class).content());
    }

    @SuppressWarnings("NullAway") // what an application's code can do all the same
    private static String nothing() {
        return null;
    }
}

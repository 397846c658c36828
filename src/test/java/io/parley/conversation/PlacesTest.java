package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.Outcome;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.protocol.CommandName;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the members hear of a task that waits, and of one that waits no more. */
class PlacesTest {
    private static final JsonObject ONE_AT_ONCE = new JsonObject().put("tasks_per_user", 1);

    @Test
    void taskThatWaitedSaysThatItBeginsBeforeItsAgentSaysAnything() throws Exception {
        try (Deployed deployed = Deployed.one(ONE_AT_ONCE)) {
            TestMember member = deployed.member("u1");
            TestMember other = deployed.member("u2");
            generate(member);
            Asked first = deployed.agent().next();
            String second = generate(member);

            first.completes(Outcome.result(new JsonObject()));
            deployed.agent().next();

            for (TestMember each : List.of(member, other)) {
                List<ServerMessage> before = each.upTo(ServerMessage.Progress.class::isInstance);
                ServerMessage.Progress begun = (ServerMessage.Progress) before.get(0);
                assertThat(before).anyMatch(Logged.TaskCompleted.class::isInstance);
                assertThat(begun.taskId()).isEqualTo(second);
                assertThat(begun.attempt()).isEqualTo(1);
                assertThat(begun.progress()).isZero();
                assertThat(begun.message()).isNull();
            }
        }
    }

    @Test
    void taskThatBeginsAtOnceSaysNothingUntilItsAgentDoes() throws Exception {
        try (Deployed deployed = Deployed.one(ONE_AT_ONCE)) {
            TestMember member = deployed.member("u1");
            generate(member);

            deployed.agent().next().completes(Outcome.result(new JsonObject()));

            assertThat(member.upTo(Logged.TaskCompleted.class::isInstance))
                    .noneMatch(ServerMessage.Progress.class::isInstance);
        }
    }

    private static String generate(TestMember member) throws Exception {
        ServerMessage.Ack ack = (ServerMessage.Ack) member.command(CommandName.GENERATE, new JsonObject());
        return Objects.requireNonNull(ack.messageId());
    }
}

package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.ReplySink;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.protocol.Phrase;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How long a generation task may be silent. */
class TaskLimitsTest {
    private static final JsonObject ARGS = new JsonObject().put("prompt", "a picture");

    @Test
    void taskWhoseAgentStreamsAndSaysNothingEndsAtTheFirstTokenLimit() throws Exception {
        try (Deployed deployed = Deployed.one(limited("first_token_timeout_ms"))) {
            TestMember member = deployed.member("u1");
            member.command(CommandName.GENERATE, ARGS);
            Asked asked = deployed.agent().next();

            asked.play(ReplySink::streams);

            assertThat(member.next(Logged.TaskFailed.class).error().code()).isEqualTo(ErrorCode.UNAVAILABLE);
            asked.awaitStop();
        }
    }

    @ParameterizedTest
    @MethodSource("signs")
    void taskWhoseAgentStreamsAndStopsOnItsWayEndsAtTheIdleLimit(Consumer<ReplySink> sign) throws Exception {
        try (Deployed deployed = Deployed.one(limited("idle_timeout_ms"))) {
            TestMember member = deployed.member("u1");
            member.command(CommandName.GENERATE, ARGS);
            Asked asked = deployed.agent().next();

            asked.play(ReplySink::streams);
            asked.play(sign);

            assertThat(member.next(Logged.TaskFailed.class).error().code()).isEqualTo(ErrorCode.UNAVAILABLE);
            asked.awaitStop();
        }
    }

    static Stream<Consumer<ReplySink>> signs() {
        return Stream.of(
                sink -> sink.progress(5, "work", ""),
                sink -> sink.content("text"),
                sink -> sink.thinking("thought"),
                ReplySink::alive);
    }

    @Test
    void taskWhoseAgentDoesNotStreamMayBeSilent() throws Exception {
        JsonObject limits = new JsonObject()
                .put("first_token_timeout_ms", 50)
                .put("idle_timeout_ms", 50)
                .put("total_timeout_ms", 1_000);
        try (Deployed deployed = Deployed.one(new JsonObject().put("turn", limits))) {
            TestMember member = deployed.member("u1");
            member.command(CommandName.GENERATE, ARGS);
            deployed.agent().next().play(ReplySink::alive);

            Logged.Cause why = member.next(Logged.TaskFailed.class).error();

            assertThat(why.message())
                    .isEqualTo(Phrase.of("answer.total_timeout").in(Lang.EN));
        }
    }

    private static JsonObject limited(String limit) {
        return new JsonObject().put("turn", new JsonObject().put(limit, 100));
    }
}

package io.parley.launcher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.protocol.Logged.AiReply.Outcome;
import io.parley.protocol.ServerMessage.AiDelta;
import io.parley.protocol.ServerMessage.AiSnapshot;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private final StringWriter out = new StringWriter();
    private final Screen screen = new Screen(new PrintWriter(out, true), false);
    private final Answers answers = new Answers(screen);

    @Test
    void answerGrowsInItsLineAndEndsThere() {
        answers.take(snapshot("m1", 1, ""));
        answers.take(delta("m1", 1, 0, "one "));
        answers.take(delta("m1", 1, 0, "one two"));
        answers.take(reply("m1", 1, "one two three", Outcome.COMPLETE));

        assertThat(out).hasToString("assistant: one two three\n");
        assertThat(answers.isQuiet()).isTrue();
    }

    @Test
    void twoAnswersAtOnceDoNotRunIntoEachOther() {
        answers.take(delta("m1", 1, 0, "first "));
        answers.take(delta("m2", 1, 0, "second"));
        answers.take(delta("m1", 1, 6, "goes on"));

        assertThat(out).hasToString("assistant: first \nassistant: second\nassistant: goes on");
    }

    @Test
    void answerThatEndsShorterThanWasShownIsShownAsItCounts() {
        answers.take(delta("m1", 1, 0, "more than was kept"));
        answers.take(reply("m1", 1, "more than", Outcome.INTERRUPTED));

        assertThat(out.toString())
                .startsWith(
                        "assistant: more than was kept\n[the answer that counts:]\nassistant: more than\n[interrupted: ")
                .endsWith("/regenerate asks again]\n");
    }

    @Test
    void anotherAttemptIsSaidAndShownFromItsBeginning() {
        answers.take(delta("m1", 1, 0, "the first"));
        answers.take(delta("m1", 2, 0, "the second"));

        assertThat(out).hasToString("assistant: the first\n[begun again]\nassistant: the second");
    }

    @Test
    void answerCannotSteerTheTerminal() {
        answers.take(reply("m1", 1, "\u001b]0;owned\u0007\r\u009b31mred\tand\nblue", Outcome.COMPLETE));

        assertThat(out).hasToString("assistant: ·]0;owned···31mred\tand\nblue\n");
    }

    private static AiDelta delta(String id, int attempt, int offset, String content) {
        return new AiDelta(1, "p1", id, "t1", attempt, offset, content, null, null);
    }

    private static AiSnapshot snapshot(String id, int attempt, String content) {
        return new AiSnapshot(1, "p1", id, "t1", attempt, null, null, content, "");
    }

    private static Logged.AiReply reply(String id, int attempt, String content, Outcome outcome) {
        Logged.@Nullable Cause cause =
                outcome == Outcome.INTERRUPTED ? Logged.Cause.of(ErrorCode.UNAVAILABLE, Lang.EN) : null;
        return new Logged.AiReply(
                1, "p1", 1, id, "t1", attempt, null, null, content, "", false, outcome, cause, null, List.of());
    }
}

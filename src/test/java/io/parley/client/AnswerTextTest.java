package io.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.client.AnswerText.Step;
import io.parley.protocol.ServerMessage.AiDelta;
import io.parley.protocol.ServerMessage.AiSnapshot;
import org.junit.jupiter.api.Test;

class AnswerTextTest {
    private final AnswerText text = new AnswerText();

    @Test
    void piecesGrowTheTextWhateverIsSaidTwice() {
        text.take(delta(1, 0, "你好"));
        text.take(delta(1, 0, "你好"));
        text.take(delta(1, 1, "好 👋 al"));

        Step step = text.take(delta(1, 7, "lo"));

        assertThat(step).isEqualTo(Step.WENT_ON);
        assertThat(text.content()).isEqualTo("你好 👋 alo");
    }

    @Test
    void pieceBeyondTheEndIsAHoleThatASnapshotFills() {
        text.take(delta(1, 0, "one "));

        assertThat(text.take(delta(1, 8, "three"))).isEqualTo(Step.HOLE);
        assertThat(text.content()).isEqualTo("one ");

        assertThat(text.take(snapshot(1, "one two three"))).isEqualTo(Step.WENT_ON);
        assertThat(text.content()).isEqualTo("one two three");
    }

    @Test
    void olderSnapshotTakesNothingAway() {
        text.take(delta(1, 0, "as far as here"));

        text.take(snapshot(1, "as far"));

        assertThat(text.content()).isEqualTo("as far as here");
    }

    @Test
    void anotherAttemptBeginsAnewAndTheOneBeforeIsOver() {
        text.take(delta(1, 0, "the first"));

        assertThat(text.take(delta(2, 0, "the se"))).isEqualTo(Step.BEGAN_ANEW);
        assertThat(text.take(delta(1, 9, " goes on"))).isEqualTo(Step.WENT_ON);
        assertThat(text.content()).isEqualTo("the se");
    }

    private static AiDelta delta(int attempt, int offset, String content) {
        return new AiDelta(1, "p1", "m1", "t1", attempt, offset, content, null, null);
    }

    private static AiSnapshot snapshot(int attempt, String content) {
        return new AiSnapshot(1, "p1", "m1", "t1", attempt, null, null, content, "");
    }
}

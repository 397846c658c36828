package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.conversation.StreamedText.Piece;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StreamedTextTest {
    private static final int ROOM = 1_000;
    private static final String WAVE = "👋";

    private final StreamedText text = new StreamedText();

    @Test
    void pieceHasAllThatCameSinceTheLastOneAndItsPlace() {
        text.append("ab", ROOM);
        text.append("你好", ROOM);

        assertThat(text.next()).isEqualTo(new Piece(0, "ab你好"));
        assertThat(text.next()).isNull();
        text.append("c", ROOM);
        assertThat(text.next()).isEqualTo(new Piece(4, "c"));
    }

    @Test
    void halfOfASurrogatePairWaitsForItsOtherHalf() {
        text.append("a" + WAVE.charAt(0), ROOM);

        assertThat(text.next()).isEqualTo(new Piece(0, "a"));
        assertThat(text.all()).isEqualTo("a");
        text.append(WAVE.substring(1) + "b", ROOM);
        assertThat(text.next()).isEqualTo(new Piece(1, WAVE + "b"));
    }

    @Test
    void halfThatStaysAloneBecomesTheReplacementCharacter() {
        text.append("" + WAVE.charAt(0) + WAVE.charAt(0) + WAVE.charAt(1) + WAVE.charAt(1), ROOM);

        assertThat(text.all()).isEqualTo("\ufffd" + WAVE + "\ufffd");
    }

    @Test
    void textIsCutWhereTheNextCharacterWouldNotFit() {
        boolean fits = text.append("é你" + WAVE, 8);

        assertThat(fits).isFalse();
        assertThat(text.all()).isEqualTo("é你");
        assertThat(text.bytes()).isEqualTo("é你".getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void bytesAreThoseOfUtf8() {
        String all = "aé你" + WAVE;

        text.append(all, ROOM);

        assertThat(text.bytes()).isEqualTo(all.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void sentIsWhatPiecesHaveTaken() {
        text.append("ab", ROOM);
        text.next();
        text.append("cd", ROOM);

        assertThat(text.sent()).isEqualTo("ab");
        assertThat(text.all()).isEqualTo("abcd");
    }
}

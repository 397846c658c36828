package io.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void halfOfAPairIsNotWellFormed() {
        assertThat(Text.isWellFormed("你好 👋")).isTrue();
        assertThat(Text.isWellFormed("\ud83d")).isFalse();
        assertThat(Text.isWellFormed("a\udc4bb")).isFalse();
        assertThat(Text.isWellFormed("\udc4b\ud83d")).isFalse();
    }

    @Test
    void positionNeverFallsInsideAPair() {
        String text = "a👋b";

        assertThat(Text.floor(text, 1)).isEqualTo(1);
        assertThat(Text.floor(text, 2)).isEqualTo(1);
        assertThat(Text.floor(text, 3)).isEqualTo(3);
        assertThat(Text.floor(text, 4)).isEqualTo(4);
    }
}

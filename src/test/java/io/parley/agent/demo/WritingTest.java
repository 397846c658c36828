package io.parley.agent.demo;

import static io.parley.agent.demo.Turns.chat;
import static io.parley.agent.demo.Turns.regenerate;
import static io.parley.agent.demo.Turns.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.parley.protocol.Lang;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WritingTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Write a story of 2000 words              | EN    | 2000
            200 words about the sea                  | EN    | 200
            tell me a 5,000-word story about a clock | EN    | 5000
            an essay of 2k words on patience         | EN    | 2000
            50 words about tea                       | EN    | 50
            a poem about rain, 400 words             | EN    | 400
            写一个3000字的故事                              | ZH_CN | 3000
            写一篇关于大海的文章，800字                         | ZH_CN | 800
            两千五百字的故事                                | ZH_CN | 2500
            写一个2万字的故事                               | ZH_CN | 20000
            写一首三百字关于雨的诗                             | ZH_CN | 300
            """)
    void textIsAsLongAsAsked(String wish, Lang lang, int length) {
        String text = reply(chat(wish)).content();

        assertThat(Speech.length(text, lang)).isCloseTo(length, Percentage.withPercentage(15));
        assertThat(text).startsWith("# ");
        assertThat(text.contains("\n## ")).isEqualTo(length >= 700);
    }

    @Test
    void nobodyGetsMoreThanTwentyThousandWordsAtOnce() {
        String english = reply(chat("a story of 900000000000 words")).content();
        String chinese = reply(chat("写一个一百万字的故事")).content();

        assertThat(Speech.length(english, Lang.EN)).isCloseTo(20_000, within(500));
        assertThat(english).startsWith("That is more than I write at once");
        assertThat(Speech.length(chinese, Lang.ZH_CN)).isCloseTo(20_000, within(500));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            write a story about a lost umbrella                     | a lost umbrella
            300 words about green tea, please                       | green tea
            Could you write me an essay on patience in 300 words?   | patience
            a story of 500 words about a fox and a hen              | a fox and a hen
            generate a story about the moon                         | the moon
            生成一个关于星星的故事                                           | 星星
            写一个关于月亮的故事                                            | 月亮
            写一个两千字关于猫的故事                                          | 猫
            以春天为题写一篇500字的作文                                       | 春天
            写一篇人工智能的文章                                            | 人工智能
            """)
    void subjectRunsThroughTheText(String wish, String subject) {
        String text = reply(chat(wish)).content();

        assertThat(text).containsIgnoringCase(subject).doesNotContain("{");
        assertThat(text.lines().findFirst())
                .hasValueSatisfying(title -> assertThat(title).hasSizeLessThan(60));
    }

    @Test
    void sameWishMakesTheSameTextAndAnotherTurnAnother() {
        String wish = "a story of 700 words about a bridge";
        String first = reply(chat(wish)).content();

        String same = reply(chat(wish)).content();
        String other = reply(regenerate("t2", wish)).content();

        assertThat(same).isEqualTo(first);
        assertThat(other).isNotEqualTo(first).contains("a bridge");
    }

    @Test
    void sentencesBeginWithACapitalAndNoBraceIsLeft() {
        String text = reply(chat("a story of 20000 words")).content();

        assertThat(text).doesNotContainPattern("[{}]").doesNotContainPattern("[.!?] [a-z]");
    }
}

package io.parley.agent.llm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThinkTagsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            emptyValue = "",
            value = {
                "<think>why</think>\\n\\n因为 👋|why|因为 👋",
                "\\n <think>a<b</thin</think>c|a<b</thin|c",
                "<thinking>no</thinking>|''|<thinking>no</thinking>",
                "no <think>tag</think>|''|no <think>tag</think>",
                "<think>never ends </thi|never ends </thi|''",
                "<thi|''|<thi",
                "<think></think>x|''|x",
                "\\n|''|\\n",
            })
    void thoughtAndAnswerAreToldApartWhereverTheTagsAreCut(String text, String thought, String said) {
        String stream = text.replace("\\n", "\n");
        for (int size = 1; size <= stream.length(); size++) {
            StringBuilder thoughts = new StringBuilder();
            StringBuilder sayings = new StringBuilder();
            ThinkTags tags = new ThinkTags(thoughts::append, sayings::append);

            for (int from = 0; from < stream.length(); from += size) {
                tags.take(stream.substring(from, Math.min(stream.length(), from + size)));
            }
            tags.end();

            assertThat(thoughts).as("pieces of %d", size).hasToString(thought);
            assertThat(sayings).as("pieces of %d", size).hasToString(said.replace("\\n", "\n"));
        }
    }
}

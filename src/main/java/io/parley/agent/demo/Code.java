package io.parley.agent.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows code in the language that was named, or in one of those it has. */
final class Code implements Intent {
    private static final List<String> LANGUAGES = List.of("javascript", "java", "python");

    @Override
    public @Nullable Reply answer(Question question) {
        if (!question.matches("code")) {
            return null;
        }
        return LANGUAGES.stream()
                .filter(language -> question.matches("code." + language))
                .findFirst()
                .map(language -> question.reply("code", question.say("code." + language)))
                .orElseGet(() -> question.reply("code", question.say("code.any")));
    }
}

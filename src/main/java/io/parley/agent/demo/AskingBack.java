package io.parley.agent.demo;

import io.parley.agent.Outcome;
import org.jspecify.annotations.Nullable;

/** Asks back where a wish is too vague to be granted. The text of {@code key} is the question. */
record AskingBack(String key) implements Intent {
    @Override
    public @Nullable Reply answer(Question question) {
        return question.matches(key) ? ask(question, key) : null;
    }

    static Reply ask(Question question, String key) {
        return question.reply("ask", question.say(key)).ending(Outcome.needingMore());
    }
}

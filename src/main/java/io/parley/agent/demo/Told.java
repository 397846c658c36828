package io.parley.agent.demo;

import org.jspecify.annotations.Nullable;

/** Answers what has one answer: a text of the book that stands under the same key as the patterns for it. */
record Told(String key) implements Intent {
    @Override
    public @Nullable Reply answer(Question question) {
        return question.matches(key) ? question.reply(key) : null;
    }
}

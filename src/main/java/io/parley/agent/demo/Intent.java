package io.parley.agent.demo;

import org.jspecify.annotations.Nullable;

/** One kind of wish. */
@FunctionalInterface
interface Intent {
    /** What is to be said to {@code question}; null where it is not of this kind. */
    @Nullable
    Reply answer(Question question);
}

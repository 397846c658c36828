package io.parley.agent.demo;

import org.jspecify.annotations.Nullable;

/** What a text, a list or a task is to be about. */
final class Subject {
    private static final int MOST_CHARS = 80;

    private Subject() {}

    /** What {@code question} names; null where it names nothing, or leaves the choice to us. */
    static @Nullable String of(Question question) {
        Phrasebook book = question.book();
        String named = book.capture("subject", question.text());
        return named == null ? null : clean(book, named);
    }

    /** The whole of {@code question}, as the answer to what it is to be about; null where the choice is left to us. */
    static @Nullable String whole(Question question) {
        String named = of(question);
        return named != null ? named : clean(question.book(), question.text());
    }

    private static @Nullable String clean(Phrasebook book, String named) {
        String subject = book.without("subject.trim", book.without("length", named));
        return subject.isEmpty() || book.matches("anything", subject) ? null : Speech.line(subject, MOST_CHARS);
    }
}

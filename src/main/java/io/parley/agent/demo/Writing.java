package io.parley.agent.demo;

import io.parley.agent.Outcome;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Writes stories, poems and essays. */
final class Writing implements Intent {
    /** Where a length is named, whatever else is. */
    static final Writing OF_A_LENGTH = new Writing(true);
    /** Where a story, a poem or a text about something is wanted. */
    static final Writing OF_A_KIND = new Writing(false);

    private final boolean lengthNeeded;

    private Writing(boolean lengthNeeded) {
        this.lengthNeeded = lengthNeeded;
    }

    @Override
    public @Nullable Reply answer(Question question) {
        boolean sized = Length.in(question.book(), question.text()).isPresent();
        boolean fits = lengthNeeded ? sized : question.matches("write") && !question.matches("write.not");
        return fits ? write(question) : null;
    }

    /** The text that {@code question} describes, and what is not said there chosen for it. */
    static Reply write(Question question) {
        Phrasebook book = question.book();
        String kind = kind(question);
        OptionalInt wanted = Length.in(book, question.text());
        int length = Length.bounded(wanted.orElseGet(() -> usual(question, kind)));
        String subject = Objects.requireNonNullElseGet(Subject.of(question), () -> chosen(question, kind));
        String text = new Composer(book, kind, subject, seed(question, kind, subject)).compose(length);
        String thoughts = question.say(
                "thinking.write",
                Map.of("subject", subject, "length", String.valueOf(length), "kind", book.word("name." + kind)));
        boolean cut = wanted.isPresent() && wanted.getAsInt() > Length.MOST;
        return new Reply(thoughts, cut ? question.say("write.bounded") + "\n\n" + text : text, Outcome.complete());
    }

    private static String kind(Question question) {
        return question.matches("write.story") ? "story" : question.matches("write.poem") ? "poem" : "essay";
    }

    private static int usual(Question question, String kind) {
        String key = question.matches("write.long") ? "long" : question.matches("write.short") ? "short" : kind;
        return question.book().number("write.usual." + key);
    }

    private static String chosen(Question question, String kind) {
        return new Deck(question.book().lines("write.subject"), seed(question, kind, "")).deal();
    }

    private static long seed(Question question, String kind, String subject) {
        return Speech.seed(kind + ":" + subject + ":" + question.wording());
    }
}

package io.parley.agent.demo;

import io.parley.agent.Outcome;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Begins a task where something is to be made, after it has said so. */
final class Generating implements Intent {
    @Override
    public @Nullable Reply answer(Question question) {
        if (!question.matches("generate") || question.matches("generate.not")) {
            return null;
        }
        String subject = Subject.of(question);
        return subject == null && !question.matches("generate.anything")
                ? AskingBack.ask(question, "ask.generate")
                : begin(question, subject);
    }

    /** {@code subject} null: one that we choose. */
    static Reply begin(Question question, @Nullable String subject) {
        Phrasebook book = question.book();
        String kind = question.matches("generate.picture") ? "picture" : "report";
        String about = Objects.requireNonNullElseGet(
                subject, () -> new Deck(book.lines("write.subject"), Speech.seed(question.text())).deal());
        String told = question.say("generate", Map.of("kind", book.word("name." + kind), "subject", about));
        JsonObject args = new JsonObject()
                .put("kind", kind)
                .put("subject", about)
                .put("lang", book.lang().tag());
        return question.reply("generate", told).ending(Outcome.thenGenerate(args));
    }
}

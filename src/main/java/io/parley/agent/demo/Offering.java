package io.parley.agent.demo;

import io.parley.agent.Outcome;
import io.parley.protocol.Offer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Offers buttons where somebody wants to see some, and the next step after a task. What is pressed comes to {@link Chosen}. */
final class Offering implements Intent {
    /** To make something about the {@code subject} of the arguments. */
    static final String GENERATE = "generate";

    private static final String DECLINE = "decline";

    @Override
    public @Nullable Reply answer(Question question) {
        if (!question.matches("offer")) {
            return null;
        }
        List<Offer> choices = question.book().lines("offer.choices").stream()
                .map(Offering::choice)
                .toList();
        return question.reply("offer").ending(Outcome.complete().offering(choices));
    }

    /** After a report a picture of the same, and the other way round. */
    static List<Offer> after(Commission done) {
        return List.of(generate(done.book().word("offer.after." + done.kind()), done.subject()));
    }

    /** A line is a label, and what is to be made where it makes something. */
    private static Offer choice(String line) {
        String[] parts = line.split(" = ", 2);
        return parts.length == 1 ? new Offer(DECLINE, line, null) : generate(parts[0], parts[1]);
    }

    private static Offer generate(String label, String subject) {
        return new Offer(GENERATE, label, new JsonObject().put("subject", subject));
    }
}

package io.parley.agent.demo;

import io.parley.agent.Turn;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A click or choice in the front end: makes what was chosen where that is to make something, else says what was chosen, with what. */
final class Chosen implements Intent {
    @Override
    public @Nullable Reply answer(Question question) {
        Turn.Message message = question.turn().message();
        if (message.action() == null) {
            return null;
        }
        if (message.action().equals(Offering.GENERATE)) {
            return Generating.begin(
                    question, message.args().getValue("subject") instanceof String about ? about : null);
        }
        String key = message.args().isEmpty() ? "action" : "action.with";
        String told = question.say(
                key, Map.of("action", message.action(), "args", message.args().encodePrettily()));
        return question.reply("action", told);
    }
}

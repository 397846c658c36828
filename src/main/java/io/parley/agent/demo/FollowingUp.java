package io.parley.agent.demo;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes a message as the answer to the question that we asked last. */
final class FollowingUp implements Intent {
    @Override
    public @Nullable Reply answer(Question question) {
        if (question.asked() == null) {
            return null;
        }
        return switch (question.asked()) {
            case "ask.write" -> Writing.write(question.withText(described(question)));
            case "ask.generate" -> Generating.begin(question, Subject.whole(question));
            default -> question.reply("helped");
        };
    }

    /** The answer as if it had been asked at once: its kind and length stay, the rest is the subject. */
    private static String described(Question question) {
        String subject = Subject.whole(question);
        String about =
                subject == null ? "" : question.book().word("write.about").replace("{subject}", subject);
        return Objects.equals(subject, Subject.of(question)) ? question.text() : question.text() + " " + about;
    }
}

package io.parley.launcher.chat;

import io.parley.client.AnswerText;
import io.parley.launcher.chat.Screen.Look;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage.AiDelta;
import io.parley.protocol.ServerMessage.AiSnapshot;
import java.util.HashMap;
import java.util.Map;

/** The answers that are running, shown as they grow. Confined to one context. */
final class Answers {
    private static final String TITLE = "assistant: ";
    private static final String THINKING = "thinking: ";

    private final Screen screen;
    private final Map<String, Shown> running = new HashMap<>();

    private static final class Shown {
        private final AnswerText text = new AnswerText();
        private int content;
        private int thinking;
    }

    Answers(Screen screen) {
        this.screen = screen;
    }

    boolean isQuiet() {
        return running.isEmpty();
    }

    void take(AiSnapshot snapshot) {
        Shown shown = running.computeIfAbsent(snapshot.messageId(), id -> new Shown());
        show(snapshot.messageId(), shown, shown.text.take(snapshot));
    }

    /** Whether something before {@code delta} is missing. */
    boolean take(AiDelta delta) {
        Shown shown = running.computeIfAbsent(delta.messageId(), id -> new Shown());
        AnswerText.Step step = shown.text.take(delta);
        show(delta.messageId(), shown, step);
        return step == AnswerText.Step.HOLE;
    }

    /** The end of an answer: what is not on the screen yet, all of it where what is there does not count, and how it ended. */
    void take(Logged.AiReply reply) {
        Shown shown = running.remove(reply.messageId());
        String seen = shown == null ? "" : shown.text.content().substring(0, shown.content);
        String content = reply.content();
        if (!content.startsWith(seen)) {
            screen.line(Look.DIM, "[the answer that counts:]");
            screen.grow(reply.messageId() + "!", TITLE, Look.PLAIN, content);
        } else {
            screen.grow(reply.messageId(), TITLE, Look.PLAIN, content.substring(seen.length()));
        }
        screen.close();
        ending(reply);
    }

    /** The log goes on from elsewhere: what ran is told anew. */
    void forget() {
        running.clear();
    }

    private void show(String id, Shown shown, AnswerText.Step step) {
        if (step == AnswerText.Step.BEGAN_ANEW) {
            screen.line(Look.DIM, "[begun again]");
            shown.content = 0;
            shown.thinking = 0;
        }
        String thinking = shown.text.thinking();
        screen.grow(id + "?", THINKING, Look.DIM, thinking.substring(shown.thinking));
        shown.thinking = thinking.length();
        String content = shown.text.content();
        screen.grow(id, TITLE, Look.PLAIN, content.substring(shown.content));
        shown.content = content.length();
    }

    private void ending(Logged.AiReply reply) {
        String why = reply.error() == null ? "" : ": " + reply.error().message();
        switch (reply.status()) {
            case COMPLETE -> {
                if (reply.needMore()) {
                    screen.line(Look.DIM, "[it waits for more]");
                }
            }
            case CANCELLED -> screen.line(Look.DIM, "[stopped]");
            case INTERRUPTED -> screen.line(Look.BAD, "[interrupted" + why + " /regenerate asks again]");
            case FAILED -> screen.line(Look.BAD, "[failed" + why + "]");
        }
    }
}

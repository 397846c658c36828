package io.parley.gateway;

import io.parley.protocol.ServerMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a conversation says is running, and which older pushes that makes needless. Pushes of an answer are addressed by
 * position, so one that is let through without need does no harm.
 */
final class Running {
    private static final Running NOTHING = new Running(List.of());

    private final List<ServerMessage> messages;

    Running(List<ServerMessage> messages) {
        this.messages = List.copyOf(messages);
    }

    static Running nothing() {
        return NOTHING;
    }

    List<ServerMessage> messages() {
        return messages;
    }

    /** Whether all that {@code push} says is in what is running. */
    boolean covers(@Nullable ServerMessage push) {
        return push != null && messages.stream().anyMatch(running -> covers(running, push));
    }

    /** Whether {@code push} says less of a task than what is running: it was said before, and was longer on its way. */
    boolean isAhead(@Nullable ServerMessage push) {
        return push instanceof ServerMessage.Progress then
                && messages.stream()
                        .anyMatch(running -> running instanceof ServerMessage.Progress now
                                && now.taskId().equals(then.taskId())
                                && (now.attempt() > then.attempt()
                                        || (now.attempt() == then.attempt() && now.progress() > then.progress())));
    }

    /** Whether {@code running} says all that {@code push} says, both being of one answer or task. */
    static boolean covers(ServerMessage running, ServerMessage push) {
        if (running instanceof ServerMessage.Progress now && push instanceof ServerMessage.Progress then) {
            return now.taskId().equals(then.taskId())
                    && (now.attempt() > then.attempt()
                            || (now.attempt() == then.attempt() && now.progress() >= then.progress()));
        }
        if (running instanceof ServerMessage.AiSnapshot now && push instanceof ServerMessage.AiSnapshot then) {
            return now.messageId().equals(then.messageId())
                    && (now.attempt() > then.attempt()
                            || (now.attempt() == then.attempt() && isAtLeast(now, then.content(), then.thinking())));
        }
        if (running instanceof ServerMessage.AiSnapshot now && push instanceof ServerMessage.AiDelta then) {
            return now.messageId().equals(then.messageId())
                    && (now.attempt() > then.attempt() || (now.attempt() == then.attempt() && reaches(now, then)));
        }
        return false;
    }

    private static boolean isAtLeast(ServerMessage.AiSnapshot now, String content, String thinking) {
        return now.content().length() >= content.length() && now.thinking().length() >= thinking.length();
    }

    private static boolean reaches(ServerMessage.AiSnapshot now, ServerMessage.AiDelta delta) {
        return end(delta.offset(), delta.content()) <= now.content().length()
                && end(delta.thinkingOffset(), delta.thinking())
                        <= now.thinking().length();
    }

    private static int end(@Nullable Integer offsetUtf16, @Nullable String text) {
        return (offsetUtf16 == null ? 0 : offsetUtf16) + (text == null ? 0 : text.length());
    }
}

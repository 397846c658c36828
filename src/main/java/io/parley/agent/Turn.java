package io.parley.agent;

import io.parley.protocol.Lang;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is asked.
 *
 * @param turnId the id of the log's entry that began this turn
 * @param attempt 1 for the first; more after a crash, where the configuration repeats turns
 * @param again whether {@code message} was answered before, and another answer is wanted
 * @param history what was said before {@code message}, oldest first, as far as it is kept at hand
 * @param message what is to be answered, or what the task is to make
 */
public record Turn(
        Kind kind,
        String turnId,
        int attempt,
        boolean again,
        String projectId,
        String userId,
        Lang lang,
        List<Said> history,
        Message message) {
    public Turn {
        history = List.copyOf(history);
    }

    /** What the agent's work is to become. */
    public enum Kind {
        /** Text, through {@link ReplySink#content}. */
        ANSWER,
        /** A result, in {@link Outcome#result()}, with {@link ReplySink#progress} on the way. */
        TASK
    }

    /** One earlier message of the conversation. */
    public record Said(Role role, String content) {}

    /** Who said it. */
    public enum Role {
        USER,
        ASSISTANT
    }

    /**
     * The message of the user; for a task {@code args} are those of its {@code generate} command.
     *
     * @param action what the user chose, or null where the user wrote
     */
    public record Message(
            String content,
            List<String> attachments,
            @Nullable String action,
            JsonObject args,
            JsonObject metadata) {
        public Message {
            attachments = List.copyOf(attachments);
        }
    }
}

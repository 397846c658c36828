package io.parley.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.parley.protocol.Ids;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent that lives elsewhere is asked (PROTOCOL section 7).
 *
 * @param turnId the same for all attempts at one question
 * @param again the question was answered before, and another answer is wanted
 * @param messages what was said before, oldest first
 * @param message what is to be answered, or what the task is to make
 * @param replyAddress where its events go, of this one asking; null where they are the answer to a request over HTTP
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgentTurn(
        String turnId,
        int attempt,
        Kind kind,
        boolean again,
        String projectId,
        String userId,
        String lang,
        List<Said> messages,
        Message message,
        @Nullable String replyAddress) {
    public AgentTurn {
        Ids.require("turn_id", turnId);
        if (replyAddress != null) {
            Ids.require("reply_address", replyAddress);
        }
        messages = List.copyOf(messages);
    }

    /** What is to come of it. */
    public enum Kind {
        /** Text. */
        @JsonProperty("answer")
        ANSWER,
        /** A result, with progress on the way. */
        @JsonProperty("task")
        TASK
    }

    /** One earlier message of the conversation. */
    public record Said(Role role, String content) {}

    /** Who said it. */
    public enum Role {
        @JsonProperty("user")
        USER,
        @JsonProperty("assistant")
        ASSISTANT
    }

    /**
     * What the user said.
     *
     * @param action what the user chose, or null where the user wrote
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
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

package io.parley.protocol;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client may say (PROTOCOL section 2). Each constructor checks what the type cannot, and throws {@link BadMessage}
 * that names the field.
 *
 * <p>{@code id} is the idempotency key, unique for its user and conversation; null means that the gateway is to give one.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ClientMessage.Chat.class, name = "chat"),
    @JsonSubTypes.Type(value = ClientMessage.Action.class, name = "action"),
    @JsonSubTypes.Type(value = ClientMessage.Command.class, name = "command"),
    @JsonSubTypes.Type(value = ClientMessage.Resume.class, name = "resume"),
    @JsonSubTypes.Type(value = ClientMessage.Ping.class, name = "ping"),
    @JsonSubTypes.Type(value = ClientMessage.Auth.class, name = "auth"),
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface ClientMessage {
    @Nullable
    String id();

    /** The {@code type} of this message on the wire. */
    default String type() {
        return WireTypes.of(this);
    }

    /** The same message under {@code id}. */
    ClientMessage withId(String id);

    /** Whether an agent is to work for it, which may cost money: for what is said and chosen, and for an order to do it again or more. */
    default boolean beginsTurn() {
        return false;
    }

    /** Hands this to the one case that it is. */
    <R> R match(Cases<R> cases);

    /** One method for each message, so that the compiler asks for all of them. */
    interface Cases<R> {
        R chat(Chat message);

        R action(Action message);

        R command(Command message);

        R resume(Resume message);

        R ping(Ping message);

        R auth(Auth message);
    }

    /** Something said. {@code attachments} are http or https URLs, at most 10. */
    record Chat(
            @Nullable String id,
            String content,
            List<String> attachments,
            @Nullable String replyTo,
            @Nullable JsonObject metadata,
            @Nullable Long timestamp)
            implements ClientMessage {
        public Chat {
            Fields.id("id", id);
            attachments = Fields.attachments(attachments);
            content = Fields.said("content", content, !attachments.isEmpty());
            Fields.id("reply_to", replyTo);
            Fields.metadata(metadata);
        }

        @Override
        public Chat withId(String newId) {
            return new Chat(newId, content, attachments, replyTo, metadata, timestamp);
        }

        @Override
        public boolean beginsTurn() {
            return true;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.chat(this);
        }
    }

    /** A click or choice in the front end, given to the agent. {@code replyTo} is the answer or task that offered it, if one did. */
    record Action(
            @Nullable String id,
            String action,
            @Nullable String content,
            @Nullable JsonObject args,
            @Nullable String replyTo,
            @Nullable JsonObject metadata,
            @Nullable Long timestamp)
            implements ClientMessage {
        public Action {
            Fields.id("id", id);
            Fields.name("action", action);
            Fields.text("content", content);
            Fields.json("args", args);
            Fields.id("reply_to", replyTo);
            Fields.metadata(metadata);
        }

        @Override
        public Action withId(String newId) {
            return new Action(newId, action, content, args, replyTo, metadata, timestamp);
        }

        @Override
        public boolean beginsTurn() {
            return true;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.action(this);
        }
    }

    /** An order to the conversation; {@code args} is empty where the client gave none. */
    record Command(
            @Nullable String id,
            CommandName command,
            JsonObject args,
            @Nullable JsonObject metadata,
            @Nullable Long timestamp)
            implements ClientMessage {
        public Command {
            Fields.id("id", id);
            Fields.present("command", command);
            args = args == null ? new JsonObject() : args;
            Fields.json("args", args);
            Fields.metadata(metadata);
        }

        @Override
        public Command withId(String newId) {
            return new Command(newId, command, args, metadata, timestamp);
        }

        @Override
        public boolean beginsTurn() {
            return command == CommandName.REGENERATE || command == CommandName.GENERATE;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.command(this);
        }
    }

    /** Asks for what was missed after {@code lastSeq}; null means: after what this session had been written. */
    record Resume(
            @Nullable String id,
            @JsonAlias("sessionId") @Nullable String sessionId,
            @JsonAlias("lastSeq") @Nullable Long lastSeq,
            @Nullable JsonObject metadata,
            @Nullable Long timestamp)
            implements ClientMessage {
        public Resume {
            Fields.id("id", id);
            Fields.id("session_id", sessionId);
            Fields.seq("last_seq", lastSeq);
            Fields.metadata(metadata);
        }

        @Override
        public Resume withId(String newId) {
            return new Resume(newId, sessionId, lastSeq, metadata, timestamp);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.resume(this);
        }
    }

    /** Asks whether the gateway is there. */
    record Ping(
            @Nullable String id,
            @Nullable JsonObject metadata,
            @Nullable Long timestamp) implements ClientMessage {
        public Ping {
            Fields.id("id", id);
            Fields.metadata(metadata);
        }

        @Override
        public Ping withId(String newId) {
            return new Ping(newId, metadata, timestamp);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ping(this);
        }
    }

    /** Says who the client is, as its first message, or again before the token runs out. For its gateway alone. */
    record Auth(
            @Nullable String id,
            String token,
            @Nullable JsonObject metadata,
            @Nullable Long timestamp) implements ClientMessage {
        public Auth {
            Fields.id("id", id);
            Fields.said("token", token, false);
            Fields.metadata(metadata);
        }

        @Override
        public Auth withId(String newId) {
            return new Auth(newId, token, metadata, timestamp);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.auth(this);
        }

        /** Without the token, which is nobody's to read. */
        @Override
        public String toString() {
            return "Auth[id=" + id + "]";
        }
    }
}

package io.parley.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server may say (PROTOCOL section 3). What belongs to the log is a {@link Logged}; what streams by position is
 * here too, as is what answers one connection only. {@code timestamp} is in epoch milliseconds, UTC.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type", visible = true, defaultImpl = OtherMessage.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = ServerMessage.Ack.class, name = "ack"),
    @JsonSubTypes.Type(value = ServerMessage.AiDelta.class, name = "ai_delta"),
    @JsonSubTypes.Type(value = ServerMessage.AiSnapshot.class, name = "ai_snapshot"),
    @JsonSubTypes.Type(value = ServerMessage.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = ServerMessage.Status.class, name = "status"),
    @JsonSubTypes.Type(value = ServerMessage.Failure.class, name = "error"),
    @JsonSubTypes.Type(value = ServerMessage.History.class, name = "history"),
    @JsonSubTypes.Type(value = ServerMessage.Help.class, name = "help"),
    @JsonSubTypes.Type(value = ServerMessage.Pong.class, name = "pong"),
    @JsonSubTypes.Type(value = Logged.UserMessage.class, name = "message"),
    @JsonSubTypes.Type(value = Logged.AiReply.class, name = "ai_reply"),
    @JsonSubTypes.Type(value = Logged.TaskStarted.class, name = "task_started"),
    @JsonSubTypes.Type(value = Logged.TaskCompleted.class, name = "task_completed"),
    @JsonSubTypes.Type(value = Logged.TaskFailed.class, name = "task_failed"),
    @JsonSubTypes.Type(value = Logged.TaskCancelled.class, name = "task_cancelled"),
    @JsonSubTypes.Type(value = Logged.Notice.class, name = "notice"),
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface ServerMessage
        permits Logged,
                ServerMessage.Ack,
                ServerMessage.AiDelta,
                ServerMessage.AiSnapshot,
                ServerMessage.Progress,
                ServerMessage.Status,
                ServerMessage.Failure,
                ServerMessage.History,
                ServerMessage.Help,
                ServerMessage.Pong {
    long timestamp();

    /** Hands this to the one case that it is. */
    <R> R match(Cases<R> cases);

    /** One method for each message, so that the compiler asks for all of them. */
    interface Cases<R> {
        R logged(Logged message);

        R ack(Ack message);

        R delta(AiDelta message);

        R snapshot(AiSnapshot message);

        R progress(Progress message);

        R status(Status message);

        R failure(Failure message);

        R history(History message);

        R help(Help message);

        R pong(Pong message);
    }

    /** The {@code type} of this message on the wire. */
    default String type() {
        return WireTypes.of(this);
    }

    /**
     * A client's message {@code id} was taken. {@code messageId} and {@code seq} are those of the log's entry that it
     * made or ended; null where it made none.
     */
    record Ack(
            long timestamp,
            String projectId,
            String id,
            @Nullable String messageId,
            @Nullable Long seq,
            boolean duplicate)
            implements ServerMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ack(this);
        }
    }

    /** Text to put at an offset (UTF-16 units) of an answer; content, thinking, or both. */
    record AiDelta(
            long timestamp,
            String projectId,
            String messageId,
            String turnId,
            int attempt,
            @Nullable Integer offset,
            @Nullable String content,
            @Nullable Integer thinkingOffset,
            @Nullable String thinking)
            implements ServerMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.delta(this);
        }
    }

    /** All of a running answer so far; empty at the start of each attempt. */
    record AiSnapshot(
            long timestamp,
            String projectId,
            String messageId,
            String turnId,
            int attempt,
            @Nullable String replyTo,
            @Nullable String replaces,
            String content,
            String thinking)
            implements ServerMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.snapshot(this);
        }
    }

    /** How far a task is, in percent; never back within an attempt. */
    record Progress(
            long timestamp,
            String projectId,
            String taskId,
            int attempt,
            String phase,
            int progress,
            @Nullable String message)
            implements ServerMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.progress(this);
        }
    }

    /** What became of the connection or the session. {@code details} depend on {@code status}. */
    record Status(long timestamp, @Nullable String projectId, State status, JsonObject details)
            implements ServerMessage {
        public Status {
            Fields.present("details", details);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.status(this);
        }

        /** The values of {@code status}. */
        public enum State {
            @JsonProperty("connected")
            CONNECTED,
            @JsonProperty("resumed")
            RESUMED,
            @JsonProperty("reset")
            RESET,
            @JsonProperty("draining")
            DRAINING,
            @JsonProperty("presence")
            PRESENCE,
            @JsonProperty("queued")
            QUEUED,
            @JsonProperty("token_expiring")
            TOKEN_EXPIRING
        }
    }

    /** A refusal. {@code id} is that of the client's message; {@code correlationId} is what the log calls it. */
    record Failure(
            long timestamp,
            @Nullable String projectId,
            ErrorCode code,
            String message,
            boolean retry,
            @Nullable String id,
            @Nullable Long retryAfterMs,
            @Nullable String correlationId)
            implements ServerMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.failure(this);
        }
    }

    /** A page of the log in ascending {@code seq}; {@code more}: there are entries before it. */
    record History(
            long timestamp, String projectId, @Nullable String id, List<Logged> messages, boolean more)
            implements ServerMessage {
        public History {
            messages = List.copyOf(messages);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.history(this);
        }
    }

    /** The commands, each with a sentence of what it does. */
    record Help(long timestamp, String projectId, @Nullable String id, Map<String, String> commands)
            implements ServerMessage {
        public Help {
            Fields.present("commands", commands);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.help(this);
        }
    }

    /** The answer to a ping; {@code lastSeq} is the last entry that this gateway knows of the conversation. */
    record Pong(long timestamp, String projectId, @Nullable String id, long lastSeq) implements ServerMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.pong(this);
        }
    }
}

package io.parley.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to a conversation's log. {@code seq} counts 1, 2, 3, … without gaps in each conversation; 0 stands in an
 * entry that the log has not numbered yet.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type", visible = true, defaultImpl = OtherMessage.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Logged extends ServerMessage
        permits Logged.UserMessage,
                Logged.AiReply,
                Logged.TaskStarted,
                Logged.TaskCompleted,
                Logged.TaskFailed,
                Logged.TaskCancelled,
                Logged.Notice,
                OtherMessage {
    long seq();

    String messageId();

    String projectId();

    /** The same entry with its number. */
    Logged withSeq(long seq);

    /** As {@code userId} may see it: what is for another user alone keeps its place, and says nothing. */
    default Logged asSeenBy(String userId) {
        return this;
    }

    /** Hands this to the one case that it is. */
    <R> R match(LogCases<R> cases);

    @Override
    default <R> R match(Cases<R> cases) {
        return cases.logged(this);
    }

    /** One method for each kind of entry. */
    interface LogCases<R> {
        R message(UserMessage message);

        R reply(AiReply message);

        R taskStarted(TaskStarted message);

        R taskCompleted(TaskCompleted message);

        R taskFailed(TaskFailed message);

        R taskCancelled(TaskCancelled message);

        R notice(Notice message);

        R other(OtherMessage message);
    }

    /** What a user said, chose or asked to be made again; goes to all members and devices, the sender's too. */
    record UserMessage(
            long timestamp,
            String projectId,
            long seq,
            String messageId,
            @Nullable String id,
            String userId,
            @Nullable String content,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> attachments,
            @Nullable String replyTo,
            @Nullable String action,
            @Nullable JsonObject args,
            @Nullable JsonObject metadata)
            implements Logged {
        public UserMessage {
            attachments = attachments == null ? List.of() : List.copyOf(attachments);
        }

        @Override
        public UserMessage withSeq(long n) {
            return new UserMessage(
                    timestamp,
                    projectId,
                    n,
                    messageId,
                    id,
                    userId,
                    content,
                    attachments,
                    replyTo,
                    action,
                    args,
                    metadata);
        }

        @Override
        public <R> R match(LogCases<R> cases) {
            return cases.message(this);
        }
    }

    /**
     * The end of an answer, and the truth about its text. {@code replyTo} is the question, never a regenerate; {@code actions} are
     * what the agent offers to choose.
     */
    record AiReply(
            long timestamp,
            String projectId,
            long seq,
            String messageId,
            String turnId,
            int attempt,
            @Nullable String replyTo,
            @Nullable String replaces,
            String content,
            String thinking,
            boolean needMore,
            Outcome status,
            @Nullable Cause error,
            @Nullable JsonObject usage,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Offer> actions)
            implements Logged {
        public AiReply {
            actions = Offer.all(actions);
        }

        @Override
        public AiReply withSeq(long n) {
            return new AiReply(
                    timestamp, projectId, n, messageId, turnId, attempt, replyTo, replaces, content, thinking, needMore,
                    status, error, usage, actions);
        }

        @Override
        public <R> R match(LogCases<R> cases) {
            return cases.reply(this);
        }

        /** How an answer ended. */
        public enum Outcome {
            @JsonProperty("complete")
            COMPLETE,
            @JsonProperty("cancelled")
            CANCELLED,
            @JsonProperty("interrupted")
            INTERRUPTED,
            @JsonProperty("failed")
            FAILED
        }
    }

    /** A generation task was taken; {@code taskId} is this entry's {@code messageId}. */
    record TaskStarted(
            long timestamp,
            String projectId,
            long seq,
            String messageId,
            String taskId,
            @Nullable String id,
            String userId,
            JsonObject args,
            @Nullable JsonObject metadata,
            @Nullable String message)
            implements Logged {
        public TaskStarted {
            Fields.present("args", args);
        }

        @Override
        public TaskStarted withSeq(long n) {
            return new TaskStarted(timestamp, projectId, n, messageId, taskId, id, userId, args, metadata, message);
        }

        @Override
        public <R> R match(LogCases<R> cases) {
            return cases.taskStarted(this);
        }
    }

    /** A task reached its end; {@code actions} are what the agent offers to choose. */
    record TaskCompleted(
            long timestamp,
            String projectId,
            long seq,
            String messageId,
            String taskId,
            JsonObject result,
            @Nullable String message,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Offer> actions)
            implements Logged {
        public TaskCompleted {
            Fields.present("result", result);
            actions = Offer.all(actions);
        }

        @Override
        public TaskCompleted withSeq(long n) {
            return new TaskCompleted(timestamp, projectId, n, messageId, taskId, result, message, actions);
        }

        @Override
        public <R> R match(LogCases<R> cases) {
            return cases.taskCompleted(this);
        }
    }

    /** A task ended without a result. */
    record TaskFailed(
            long timestamp,
            String projectId,
            long seq,
            String messageId,
            String taskId,
            Cause error,
            @Nullable String message)
            implements Logged {
        @Override
        public TaskFailed withSeq(long n) {
            return new TaskFailed(timestamp, projectId, n, messageId, taskId, error, message);
        }

        @Override
        public <R> R match(LogCases<R> cases) {
            return cases.taskFailed(this);
        }
    }

    /** A task was stopped by a member. */
    record TaskCancelled(
            long timestamp,
            String projectId,
            long seq,
            String messageId,
            String taskId,
            @Nullable String message) implements Logged {
        @Override
        public TaskCancelled withSeq(long n) {
            return new TaskCancelled(timestamp, projectId, n, messageId, taskId, message);
        }

        @Override
        public <R> R match(LogCases<R> cases) {
            return cases.taskCancelled(this);
        }
    }

    /** What an application sent through {@code conv.push}; with {@code to}, for that user only. */
    record Notice(
            long timestamp,
            String projectId,
            long seq,
            String messageId,
            @Nullable String id,
            @Nullable String to,
            @Nullable String content,
            @Nullable JsonObject data)
            implements Logged {
        @Override
        public Notice withSeq(long n) {
            return new Notice(timestamp, projectId, n, messageId, id, to, content, data);
        }

        @Override
        public Notice asSeenBy(String userId) {
            return to == null || to.equals(userId) ? this : blank();
        }

        /** What others than {@code to} get: the place in the log, and nothing of what it says. */
        public Notice blank() {
            return new Notice(timestamp, projectId, seq, messageId, null, null, null, null);
        }

        @Override
        public <R> R match(LogCases<R> cases) {
            return cases.notice(this);
        }
    }

    /** Why an answer or a task did not end well, as a client may read it. */
    record Cause(ErrorCode code, String message, boolean retry) {
        /** The cause {@code code} with a sentence in {@code lang} that a turn may end with. */
        public static Cause of(ErrorCode code, Lang lang) {
            Phrase phrase = switch (code) {
                case INTERNAL_ERROR -> Phrase.of("answer.failed");
                case MSG_TOO_LARGE -> Phrase.of("agent.question_too_long");
                default -> code.phrase();
            };
            return new Cause(code, phrase.in(lang), code.retry());
        }
    }
}

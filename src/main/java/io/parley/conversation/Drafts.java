package io.parley.conversation;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.Ids;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.protocol.Phrase;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Entries to be, made of what a client or an application asks. They have no number yet. */
final class Drafts {
    private Drafts() {}

    static Logged.UserMessage chat(String projectId, String userId, ClientMessage.Chat chat) {
        return new Logged.UserMessage(
                System.currentTimeMillis(),
                projectId,
                0,
                Ids.next(),
                chat.id(),
                userId,
                chat.content(),
                chat.attachments(),
                chat.replyTo(),
                null,
                null,
                chat.metadata());
    }

    static Logged.UserMessage action(String projectId, String userId, ClientMessage.Action action) {
        return new Logged.UserMessage(
                System.currentTimeMillis(),
                projectId,
                0,
                Ids.next(),
                action.id(),
                userId,
                action.content(),
                List.of(),
                action.replyTo(),
                action.action(),
                action.args(),
                action.metadata());
    }

    /** {@code target} is the answer that is to be made again, or its question. */
    static Logged regenerate(String projectId, String userId, ClientMessage.Command command, String target) {
        return new Logged.UserMessage(
                System.currentTimeMillis(),
                projectId,
                0,
                Ids.next(),
                command.id(),
                userId,
                null,
                List.of(),
                target,
                Questions.REGENERATE,
                command.args(),
                command.metadata());
    }

    static Logged task(String projectId, String userId, ClientMessage.Command command, Lang lang) {
        return task(projectId, userId, command.id(), command.args(), command.metadata(), lang);
    }

    /** A task that an agent asked for. */
    static Logged task(String projectId, String userId, JsonObject args, Lang lang) {
        return task(projectId, userId, null, args, null, lang);
    }

    static Logged notice(String projectId, String id, @Nullable String to, Args message) {
        return new Logged.Notice(
                System.currentTimeMillis(),
                projectId,
                0,
                Ids.next(),
                id,
                to,
                message.text("content"),
                message.object("data"));
    }

    /** Whether {@code stored} is what {@code draft} would have become: a request that came twice. */
    static boolean isSame(Logged stored, Logged draft) {
        if (stored instanceof Logged.UserMessage one && draft instanceof Logged.UserMessage other) {
            return isSame(one, other);
        }
        if (stored instanceof Logged.TaskStarted one && draft instanceof Logged.TaskStarted other) {
            return one.args().equals(other.args()) && Objects.equals(one.metadata(), other.metadata());
        }
        return stored instanceof Logged.Notice one
                && draft instanceof Logged.Notice other
                && Objects.equals(one.to(), other.to())
                && Objects.equals(one.content(), other.content())
                && Objects.equals(one.data(), other.data());
    }

    /** What a regenerate aims at may have changed since; that is not what its client said. */
    private static boolean isSame(Logged.UserMessage one, Logged.UserMessage other) {
        boolean regenerates = Questions.isRegenerate(one) && Questions.isRegenerate(other);
        return Objects.equals(one.content(), other.content())
                && one.attachments().equals(other.attachments())
                && (regenerates || Objects.equals(one.replyTo(), other.replyTo()))
                && Objects.equals(one.action(), other.action())
                && Objects.equals(one.args(), other.args())
                && Objects.equals(one.metadata(), other.metadata());
    }

    private static Logged task(
            String projectId,
            String userId,
            @Nullable String id,
            JsonObject args,
            @Nullable JsonObject metadata,
            Lang lang) {
        String taskId = Ids.next();
        return new Logged.TaskStarted(
                System.currentTimeMillis(),
                projectId,
                0,
                taskId,
                taskId,
                id,
                userId,
                args,
                metadata,
                Phrase.of("task.started").in(lang));
    }
}

package io.parley.conversation;

import io.parley.agent.Turn;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.store.OpenTurn;
import io.parley.store.StoredEntry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From the entry that began a turn to what the agent is asked. An entry with {@code action} and {@code reply_to} is a
 * regenerate (another action with one was offered there); it names the answer to be made again, or its question.
 */
final class Questions {
    static final String REGENERATE = "regenerate";

    private final Journal journal;

    Questions(Journal journal) {
        this.journal = journal;
    }

    static boolean isRegenerate(Logged.UserMessage message) {
        return REGENERATE.equals(message.action()) && message.replyTo() != null;
    }

    /** Whose turn it is that this entry begins. */
    static String userOf(Logged begunBy) {
        if (begunBy instanceof Logged.UserMessage message) {
            return message.userId();
        }
        return begunBy instanceof Logged.TaskStarted task ? task.userId() : "";
    }

    /** What the next attempt at {@code turn} asks. Fails with {@link Refusal} where its question is not in the log. */
    Future<Prompt> prompt(OpenTurn turn, Lang lang) {
        if (turn.begunBy() instanceof Logged.TaskStarted task) {
            return Future.succeededFuture(new Prompt(asked(turn, lang, List.of(), message(task)), null, null));
        }
        if (turn.begunBy() instanceof Logged.UserMessage begun) {
            return isRegenerate(begun)
                    ? again(String.valueOf(begun.replyTo())).map(found -> prompt(turn, lang, found))
                    : Future.succeededFuture(prompt(turn, lang, new Again(begun, null)));
        }
        return Future.failedFuture(new IllegalStateException("an entry that begins no turn"));
    }

    /** A question, and the answer to it that is to be made again; null where none is known. */
    record Again(Logged.UserMessage question, @Nullable String answerId) {}

    /** What making {@code messageId} again means: it is an answer, a question, or a regenerate of either. */
    Future<Again> again(String messageId) {
        return entry(messageId).compose(found -> {
            if (found.message() instanceof Logged.AiReply reply && reply.replyTo() != null) {
                return question(reply.replyTo()).map(question -> new Again(question, reply.messageId()));
            }
            if (found.message() instanceof Logged.UserMessage message) {
                return isRegenerate(message)
                        ? again(String.valueOf(message.replyTo()))
                        : latestAnswer(message).map(answerId -> new Again(message, answerId));
            }
            return Refusal.notFound(messageId).future();
        });
    }

    /** The entry with this id. Fails with {@link Refusal} {@code NOT_FOUND}. */
    Future<StoredEntry> entry(String messageId) {
        return journal.byMessageId(messageId)
                .compose(found -> found == null ? Refusal.notFound(messageId).future() : Future.succeededFuture(found));
    }

    private Future<Logged.UserMessage> question(String messageId) {
        return entry(messageId)
                .compose(found -> found.message() instanceof Logged.UserMessage message
                        ? Future.succeededFuture(message)
                        : Refusal.notFound(messageId).future());
    }

    /** Of several answers to {@code question} the latest; of old ones at least the first is found. */
    private Future<@Nullable String> latestAnswer(Logged.UserMessage question) {
        return journal.latest(
                        question.seq(),
                        entry -> entry.message() instanceof Logged.AiReply reply
                                && question.messageId().equals(reply.replyTo()))
                .compose(latest -> latest == null ? journal.endOf(question.seq()) : Future.succeededFuture(latest))
                .map(answer -> answer == null ? null : answer.message().messageId());
    }

    private Prompt prompt(OpenTurn turn, Lang lang, Again found) {
        Logged.UserMessage question = found.question();
        Turn asked = asked(
                turn,
                lang,
                Recollection.before(question, journal.tail().messages()),
                new Turn.Message(
                        question.content() == null ? "" : question.content(),
                        question.attachments(),
                        question.action(),
                        orEmpty(question.args()),
                        orEmpty(question.metadata())));
        return new Prompt(asked, question.messageId(), found.answerId());
    }

    private Turn asked(OpenTurn turn, Lang lang, List<Turn.Said> history, Turn.Message message) {
        return new Turn(
                turn.begunBy() instanceof Logged.TaskStarted ? Turn.Kind.TASK : Turn.Kind.ANSWER,
                turn.begunBy().messageId(),
                turn.attempt() + 1,
                turn.begunBy() instanceof Logged.UserMessage begun && isRegenerate(begun),
                journal.projectId(),
                userOf(turn.begunBy()),
                lang,
                history,
                message);
    }

    private static Turn.Message message(Logged.TaskStarted task) {
        String prompt = task.args().getValue("prompt") instanceof String text ? text : "";
        return new Turn.Message(prompt, List.of(), null, task.args(), orEmpty(task.metadata()));
    }

    private static JsonObject orEmpty(@Nullable JsonObject json) {
        return json == null ? new JsonObject() : json;
    }
}

package io.parley.conversation;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.Phrase;
import io.parley.protocol.ServerMessage;
import io.parley.store.OpenTurn;
import io.parley.store.StoredEntry;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Ends turns at a member's wish, each cancel once: the terminal entry that a cancel makes bears its client id, and one that
 * comes too late names the end that is in the log. To be called in turns of the mailbox.
 */
final class Cancels {
    private final Journal journal;
    private final Turns turns;

    Cancels(Journal journal, Turns turns) {
        this.journal = journal;
        this.turns = turns;
    }

    /**
     * What is to end; null for what is not named.
     *
     * @param entryId the message id of an answer, a question or a task
     * @param clientId what {@code userId} called the message that began the turn
     */
    private record Target(
            String userId,
            @Nullable String entryId,
            @Nullable String clientId) {
        static Target of(Session by, Args args) {
            String messageId = args.id("message_id");
            return new Target(by.userId(), messageId == null ? args.id("task_id") : messageId, args.id("id"));
        }

        /** It means whatever runs. */
        boolean isAny() {
            return entryId == null && clientId == null;
        }

        String name() {
            return entryId == null ? String.valueOf(clientId) : entryId;
        }
    }

    /** The entry that a cancel ended in; {@code duplicate}: it had ended before. */
    private record End(Logged terminal, boolean duplicate) {}

    /** Acknowledges {@code command} with the terminal entry of what it means, after its commit. */
    Future<ServerMessage> cancel(Session by, ClientMessage.Command command, Args args) {
        Target target = Target.of(by, args);
        ClientKey key = new ClientKey(by.userId(), String.valueOf(command.id()));
        return journal.by(key)
                .compose(known -> known == null ? end(target, key) : again(known, target))
                .map(end -> new ServerMessage.Ack(
                        System.currentTimeMillis(),
                        journal.projectId(),
                        key.clientId(),
                        end.terminal().messageId(),
                        end.terminal().seq(),
                        end.duplicate()));
    }

    private Future<End> end(Target target, ClientKey key) {
        OpenTurn open = turns.all().find(turn -> target.isAny() || isMeant(turn, target));
        return open == null
                ? ended(target)
                : turns.end(open, Ending.cancelled(key)).map(terminal -> new End(terminal, false));
    }

    private boolean isMeant(OpenTurn turn, Target target) {
        if (target.entryId() != null) {
            return target.entryId().equals(turn.answerId())
                    || target.entryId().equals(turn.begunBy().messageId())
                    || target.entryId().equals(turns.all().questionOf(turn));
        }
        return target.clientId() != null
                && new ClientKey(target.userId(), target.clientId()).equals(ClientKey.of(turn.begunBy()));
    }

    /** The id has been used: by the same cancel, or for something else. */
    private Future<End> again(StoredEntry known, Target target) {
        if (known.endsSeq() == null) {
            return Refusal.of(ErrorCode.CONFLICT).future();
        }
        return names(known, target)
                .compose(same -> same
                        ? Future.succeededFuture(new End(known.message(), true))
                        : Refusal.of(ErrorCode.CONFLICT).future());
    }

    private Future<Boolean> names(StoredEntry end, Target target) {
        if (target.isAny() || end.message().messageId().equals(target.entryId())) {
            return Future.succeededFuture(true);
        }
        boolean isAnswer = end.message() instanceof Logged.AiReply reply
                && reply.replyTo() != null
                && reply.replyTo().equals(target.entryId());
        return isAnswer
                ? Future.succeededFuture(true)
                : begun(target)
                        .map(begun -> begun != null
                                && Long.valueOf(begun.message().seq()).equals(end.endsSeq()));
    }

    /** The end of a turn that is over. */
    private Future<End> ended(Target target) {
        if (target.isAny()) {
            return new Refusal(ErrorCode.NOT_FOUND, Phrase.of("refused.nothing_runs")).future();
        }
        return begun(target)
                .compose(found -> found == null
                        ? Future.succeededFuture(null)
                        : found.endsSeq() == null
                                ? journal.endOf(found.message().seq())
                                : Future.succeededFuture(found))
                .compose(end -> end == null
                        ? Refusal.notFound(target.name()).future()
                        : Future.succeededFuture(new End(end.message(), true)));
    }

    /** The entry that is named, or null. */
    private Future<@Nullable StoredEntry> begun(Target target) {
        return target.entryId() == null
                ? journal.by(new ClientKey(target.userId(), target.name()))
                : journal.byMessageId(target.entryId());
    }
}

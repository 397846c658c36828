package io.parley.conversation;

import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.parley.store.Entry;
import io.parley.store.OpenTurn;
import io.parley.store.Refused;
import io.parley.store.StoredEntry;
import io.parley.store.TurnKind;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a request adds to the log: once for each idempotency key, acknowledged after the commit. To be called in
 * turns of the mailbox.
 */
final class Posts {
    private final Journal journal;
    private final Turns turns;
    private final Audience audience;
    private final WhileAnswering.Policy whileAnswering;

    Posts(Journal journal, Turns turns, Audience audience, WhileAnswering.Policy whileAnswering) {
        this.journal = journal;
        this.turns = turns;
        this.audience = audience;
        this.whileAnswering = whileAnswering;
    }

    /** An entry that is in the log by this request; {@code duplicate}: by the same request before. */
    record Taken(Logged entry, boolean duplicate) {}

    /**
     * Logs what {@code checked} makes of {@code draft}, with the turn that it begins, and acknowledges it. {@code checked}
     * is not asked where the request had been taken before. Fails with {@link Refusal} BUSY where too many wait, or an answer is
     * open that it may not wait for.
     */
    Future<ServerMessage> post(Session by, Logged draft, TurnKind kind, Supplier<Future<Logged>> checked) {
        return take(draft, () -> checked.get().compose(sound -> begin(by, sound, kind)))
                .map(taken -> ack(draft, taken));
    }

    /** Logs a notice and pushes it to all members. */
    Future<Taken> notice(Logged draft) {
        ClientKey key = key(draft);
        Entry entry = new Entry(draft, key.userId(), key.clientId(), null, null);
        return take(draft, () -> journal.append(entry).onSuccess(audience::toAll));
    }

    private Future<Taken> take(Logged draft, Supplier<Future<Logged>> append) {
        StoredEntry known = journal.tail().by(key(draft));
        if (known != null) {
            return again(known, draft, Refusal.of(ErrorCode.CONFLICT));
        }
        return append.get()
                .map(entry -> new Taken(entry, false))
                .recover(failure -> mayBeKnown(failure)
                        ? journal.by(key(draft)).compose(found -> again(found, draft, failure))
                        : Future.failedFuture(failure));
    }

    private Future<Logged> begin(Session by, Logged draft, TurnKind kind) {
        boolean isAnswering = kind == TurnKind.ANSWER && !turns.all().answers().isEmpty();
        if (!isAnswering) {
            return open(by, draft, kind);
        }
        return switch (whileAnswering) {
            case QUEUE -> open(by, draft, kind);
            case REJECT -> Refusal.of(ErrorCode.BUSY).future();
            case INTERRUPT -> stopFor(draft).compose(stopped -> open(by, draft, kind));
        };
    }

    /** Ends all answers that are open, but for a request that had been taken before. */
    private Future<Void> stopFor(Logged draft) {
        return journal.by(key(draft))
                .compose(known -> known == null
                        ? turns.stopAnswers()
                        : Future.failedFuture(new Refused(Refused.Reason.KNOWN_CLIENT_ID)));
    }

    private Future<Logged> open(Session by, Logged draft, TurnKind kind) {
        return turns.open(draft, kind, by.lang()).map(OpenTurn::begunBy);
    }

    private static Future<Taken> again(@Nullable StoredEntry known, Logged draft, Throwable unknown) {
        if (known == null) {
            return Future.failedFuture(unknown);
        }
        return Drafts.isSame(known.message(), draft)
                ? Future.succeededFuture(new Taken(known.message(), true))
                : Refusal.of(ErrorCode.CONFLICT).future();
    }

    private static ServerMessage ack(Logged draft, Taken taken) {
        return new ServerMessage.Ack(
                System.currentTimeMillis(),
                draft.projectId(),
                key(draft).clientId(),
                taken.entry().messageId(),
                taken.entry().seq(),
                taken.duplicate());
    }

    private static ClientKey key(Logged draft) {
        return Objects.requireNonNull(ClientKey.of(draft), "a request has an id");
    }

    /** What is refused for a reason of today, such as BUSY, may have been taken before, and then counts as taken. */
    private static boolean mayBeKnown(Throwable failure) {
        return failure instanceof Refusal || Failures.isRefused(failure, Refused.Reason.KNOWN_CLIENT_ID);
    }
}

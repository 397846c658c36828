package io.parley.conversation;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.protocol.Logged;
import io.parley.store.Entry;
import io.parley.store.Refused;
import io.parley.store.StoredEntry;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the turns of one conversation end: each in one committed entry, together with that of the task which it announces,
 * tried again until the log takes them. Confined to one context.
 */
final class Terminals {
    private static final EventLog LOG = EventLog.of(Terminals.class, EventLog.CONVERSATION);
    private static final long RETRY_MS = 500;

    private final Setting setting;
    private final Journal journal;
    private final Audience audience;
    private final OpenTurns turns;
    private final Owner owner;
    private final Aftermath aftermath;

    /** Whose turns they are. */
    interface Owner {
        /** Runs {@code work} in a turn of the mailbox, when the log is known to its end. */
        Future<Logged> inTurn(Supplier<Future<Logged>> work);

        /** The log says that somebody else owns the conversation. */
        void lost();
    }

    /** Who goes on when a turn has ended. */
    interface Aftermath {
        /** The task that the end of {@code work} announces, the same each time; null for none. */
        @Nullable
        Entry announced(Running work);

        /**
         * The log has the end of {@code work}, and {@code task} by it, null for none or one that comes by another way: to be
         * called in the turn of the mailbox that logged it.
         */
        void after(Running work, @Nullable Logged task);

        /** The turn of {@code work} is not open any more. */
        void done(Running work);
    }

    Terminals(Setting setting, Journal journal, Audience audience, OpenTurns turns, Owner owner, Aftermath aftermath) {
        this.setting = setting;
        this.journal = journal;
        this.audience = audience;
        this.turns = turns;
        this.owner = owner;
        this.aftermath = aftermath;
    }

    /** Logs the end of {@code work}, which has ended, in a turn of the mailbox. Completes with its entry, after the commit. */
    Future<Logged> log(Running work) {
        return finish(work).onFailure(failure -> again(work, failure));
    }

    /** As {@link #log}, from outside of the mailbox. */
    void ended(Running work) {
        owner.inTurn(() -> finish(work)).onFailure(failure -> again(work, failure));
    }

    /** The log has this entry by another way. */
    void endedBy(StoredEntry terminal) {
        Running work = terminal.endsSeq() == null ? null : turns.running(terminal.endsSeq());
        if (work != null) {
            work.end(Ending.dropped());
            aftermath.after(work, null);
        }
    }

    private void again(Running work, Throwable failure) {
        if (Failures.isRefused(failure, Refused.Reason.STALE_EPOCH)) {
            owner.lost();
        } else if (failure instanceof Refused) {
            aftermath.done(work); // its turn has ended before
        } else if (turns.isRunning(work)) {
            warn(work, failure);
            setting.vertx().setTimer(RETRY_MS, timer -> ended(work));
        }
    }

    /** Without a lease it cannot be logged, as the lease has said. */
    private void warn(Running work, Throwable failure) {
        if (setting.lease().isHeld()) {
            LOG.warn("terminal_not_logged")
                    .addKeyValue(Field.PROJECT_ID, journal.projectId())
                    .addKeyValue(Field.MESSAGE_ID, work.turn().answerId())
                    .setCause(failure)
                    .log("the end of a turn could not be logged; tried again");
        }
    }

    private Future<Logged> finish(Running work) {
        if (!turns.isRunning(work)) {
            return Future.failedFuture(new Refused(Refused.Reason.ALREADY_ENDED));
        }
        return append(work).map(all -> {
            count(work);
            all.forEach(audience::toAll);
            aftermath.after(work, all.size() > 1 ? all.get(1) : null);
            return all.get(0);
        });
    }

    /** The end bears the id of the request that wished it, where that has not been used for something else meanwhile. */
    private Future<List<Logged>> append(Running work) {
        Ending how = work.ending();
        ClientKey by = how == null ? null : how.by();
        return journal.append(entries(work, by))
                .recover(failure -> Failures.isRefused(failure, Refused.Reason.KNOWN_CLIENT_ID)
                        ? journal.append(entries(work, null))
                        : Future.failedFuture(failure));
    }

    private List<Entry> entries(Running work, @Nullable ClientKey by) {
        String userId = by == null ? null : by.userId();
        String clientId = by == null ? null : by.clientId();
        Entry end = new Entry(
                work.terminal(), userId, clientId, work.turn().begunBy().seq(), null);
        Entry task = aftermath.announced(work);
        return task == null ? List.of(end) : List.of(end, task);
    }

    private void count(Running work) {
        Ending how = work.ending();
        if (how != null) {
            setting.meters().ended(how.counted());
        }
    }
}

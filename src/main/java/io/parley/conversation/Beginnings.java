package io.parley.conversation;

import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.store.OpenTurn;
import io.parley.store.Refused;

/**
 * Begins attempts at the turns of one conversation: finds out what is asked, logs that an attempt begins, and only then asks an
 * agent. Tries again while the store cannot say that one begins, and makes another attempt where the agent of one is gone and
 * the configuration wants it. Confined to one context.
 */
final class Beginnings {
    private static final long RETRY_MS = 500;

    private final Setting setting;
    private final Journal journal;
    private final OpenTurns turns;
    private final Questions questions;
    private final Terminals terminals;
    private final Host host;

    /** Whose turns they are. */
    interface Host {
        /** The work at {@code turn}, which does not wait any more. */
        Running work(OpenTurn turn);

        /** Whether nothing more is to begin. */
        boolean isClosed();

        /** Nobody works at the turn of {@code work} any more. */
        void done(Running work);

        /** The log says that somebody else owns the conversation. */
        void lost();
    }

    Beginnings(Setting setting, Journal journal, OpenTurns turns, Questions questions, Terminals terminals, Host host) {
        this.setting = setting;
        this.journal = journal;
        this.turns = turns;
        this.questions = questions;
        this.terminals = terminals;
        this.host = host;
    }

    /** The next attempt at {@code turn}, of which it is the time. */
    void begin(OpenTurn turn) {
        begin(host.work(turn));
    }

    /** {@code work} has ended by itself. */
    void ended(Running work) {
        if (isToBeAnew(work)) {
            anew(work);
        } else {
            terminals.ended(work);
        }
    }

    private void begin(Running work) {
        questions
                .prompt(work.turn(), lang(work))
                .onSuccess(prompt -> begin(work, prompt))
                .onFailure(failure -> notBegun(work, failure));
    }

    private void begin(Running work, Prompt prompt) {
        if (isDraining(work)) {
            return;
        }
        OpenTurn turn = work.turn();
        journal.beginAttempt(turn.begunBy().seq(), turn.attempt() + 1)
                .onSuccess(begun -> work.safely(() -> work.start(prompt)))
                .onFailure(failure -> notBegun(work, failure));
    }

    /** Then it stays open in the log, as all that has not begun, for the next owner. */
    private boolean isDraining(Running work) {
        boolean isDraining = host.isClosed() && turns.isRunning(work) && work.ending() == null;
        if (isDraining) {
            host.done(work);
        }
        return isDraining;
    }

    private void notBegun(Running work, Throwable failure) {
        if (Failures.isRefused(failure, Refused.Reason.STALE_EPOCH)) {
            host.lost();
        } else if (!(failure instanceof Refused) && Failures.codeOf(failure) == ErrorCode.UNAVAILABLE) {
            setting.vertx().setTimer(RETRY_MS, timer -> beginAgain(work));
        } else if (work.ending() == null) {
            work.end(Ending.failed(failure, work.turn().begunBy().messageId(), lang(work)));
            terminals.ended(work);
        }
    }

    /** The store could not say that it begins: nothing has been asked of an agent yet. */
    private void beginAgain(Running work) {
        if (turns.isRunning(work) && work.ending() == null && !isDraining(work)) {
            begin(work);
        }
    }

    /** Its agent is gone, and the configuration has it begun again. */
    private boolean isToBeAnew(Running work) {
        return work.attempt().isAgentGone()
                && setting.config().onCrash() == ConversationConfig.OnCrash.AGAIN
                && work.attempt().number() < setting.config().turn().maxAttempts()
                && turns.isRunning(work)
                && !host.isClosed();
    }

    private void anew(Running work) {
        OpenTurn turn = work.turn();
        OpenTurn next = new OpenTurn(
                turn.begunBy(),
                turn.kind(),
                turn.answerId(),
                turn.lang(),
                work.attempt().number(),
                work.soFarSaid());
        turns.replace(work, next);
        begin(next);
    }

    private static Lang lang(Running work) {
        return Lang.of(work.turn().lang());
    }
}

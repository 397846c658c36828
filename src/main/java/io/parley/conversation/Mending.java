package io.parley.conversation;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.protocol.Phrase;
import io.parley.store.Checkpoint;
import io.parley.store.Entry;
import io.parley.store.OpenTurn;
import io.parley.store.Refused;
import io.parley.store.StoredEntry;
import io.parley.store.TurnKind;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the open turns of a log into order: after a crash of the owner before this one, and after an append of unknown
 * outcome. To be called in turns of the mailbox.
 */
final class Mending {
    private static final EventLog LOG = EventLog.of(Mending.class, EventLog.CONVERSATION);
    private static final long NONE = Long.MAX_VALUE;

    private final Setting setting;
    private final Journal journal;
    private final Turns turns;
    private final Audience audience;
    /** The first entry that came late and may have begun a turn that is not known here; {@link #NONE} for none. */
    private long lateFrom = NONE;

    Mending(Setting setting, Journal journal, Turns turns, Audience audience) {
        this.setting = setting;
        this.journal = journal;
        this.turns = turns;
        this.audience = audience;
    }

    /** What an earlier owner had begun ends as interrupted, with what it kept, where it is not to be begun again. */
    Future<Void> takeOver(List<OpenTurn> open) {
        Future<Void> ended = Future.succeededFuture();
        for (OpenTurn turn : open) {
            if (!mayBegin(turn)) {
                ended = ended.compose(before -> interrupt(turn));
            }
        }
        return ended;
    }

    /** Begins what of {@code open} an earlier owner had not begun, and, as configured, what it had. */
    void begin(List<OpenTurn> open) {
        open.stream().filter(this::mayBegin).forEach(this::begin);
    }

    /** Takes in what an append of unknown outcome has left in the log. What fails of it is done by the next call. */
    Future<Void> settle() {
        return journal.settle().compose(found -> {
            found.forEach(this::tell);
            return lateFrom == NONE ? Future.succeededFuture() : takeIn();
        });
    }

    private void tell(StoredEntry entry) {
        lateFrom = Math.min(lateFrom, entry.message().seq());
        audience.toAll(entry.message());
        turns.endedBy(entry);
    }

    private Future<Void> takeIn() {
        return setting.log()
                .openTurns(journal.projectId())
                .onSuccess(open -> {
                    long from = lateFrom;
                    lateFrom = NONE;
                    open.stream()
                            .filter(turn -> turn.begunBy().seq() >= from && !isKnown(turn))
                            .forEach(turns::accept);
                })
                .mapEmpty();
    }

    private boolean isKnown(OpenTurn turn) {
        return turns.all().find(known -> known.begunBy().seq() == turn.begunBy().seq()) != null;
    }

    private boolean mayBegin(OpenTurn turn) {
        ConversationConfig config = setting.config();
        boolean again = config.onCrash() == ConversationConfig.OnCrash.AGAIN
                && turn.attempt() < config.turn().maxAttempts();
        return turn.attempt() == 0 || again;
    }

    private void begin(OpenTurn turn) {
        if (turn.attempt() > 0) {
            LOG.info("turn_begun_again")
                    .addKeyValue(Field.PROJECT_ID, journal.projectId())
                    .addKeyValue(Field.MESSAGE_ID, turn.answerId())
                    .addKeyValue("attempt", turn.attempt() + 1)
                    .log("begins a turn again that its owner had left open");
        }
        turns.inherit(turn);
    }

    private Future<Void> interrupt(OpenTurn turn) {
        LOG.info("turn_interrupted")
                .addKeyValue(Field.PROJECT_ID, journal.projectId())
                .addKeyValue(Field.MESSAGE_ID, turn.answerId())
                .log("ended a turn that its owner had left open");
        return terminal(turn)
                .compose(terminal -> journal.append(
                        new Entry(terminal, null, null, turn.begunBy().seq(), null)))
                .onSuccess(audience::toAll)
                .<Void>mapEmpty()
                .recover(failure -> Failures.isRefused(failure, Refused.Reason.ALREADY_ENDED)
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure));
    }

    private Future<Logged> terminal(OpenTurn turn) {
        if (turn.kind() == TurnKind.TASK) {
            return Future.succeededFuture(taskFailed(turn));
        }
        return turns.questions()
                .prompt(turn, Lang.of(turn.lang()))
                .map(prompt -> interrupted(turn, prompt.replyTo(), prompt.replaces()))
                .recover(failure -> failure instanceof Refusal
                        ? Future.succeededFuture(
                                interrupted(turn, turn.begunBy().messageId(), null))
                        : Future.failedFuture(failure));
    }

    private Logged interrupted(OpenTurn turn, @Nullable String replyTo, @Nullable String replaces) {
        Checkpoint kept = kept(turn);
        return new Logged.AiReply(
                System.currentTimeMillis(),
                journal.projectId(),
                0,
                turn.answerId(),
                turn.begunBy().messageId(),
                turn.attempt(),
                replyTo,
                replaces,
                kept.content(),
                kept.thinking(),
                false,
                Logged.AiReply.Outcome.INTERRUPTED,
                cause(turn),
                null,
                List.of());
    }

    private Logged taskFailed(OpenTurn turn) {
        return new Logged.TaskFailed(
                System.currentTimeMillis(),
                journal.projectId(),
                0,
                turn.answerId(),
                turn.begunBy().messageId(),
                cause(turn),
                Phrase.of("task.failed").in(Lang.of(turn.lang())));
    }

    private static Logged.Cause cause(OpenTurn turn) {
        String sentence = Phrase.of("answer.interrupted").in(Lang.of(turn.lang()));
        return new Logged.Cause(ErrorCode.UNAVAILABLE, sentence, ErrorCode.UNAVAILABLE.retry());
    }

    /** A checkpoint of another attempt counts as empty. */
    private static Checkpoint kept(OpenTurn turn) {
        Checkpoint kept = turn.checkpoint();
        return kept != null && kept.attempt() == turn.attempt() ? kept : new Checkpoint(turn.attempt(), "", "", "", 0);
    }
}

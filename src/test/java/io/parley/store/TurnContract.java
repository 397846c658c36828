package io.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.Ids;
import io.parley.store.Entry.NewTurn;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Open turns, their attempts and checkpoints. */
abstract class TurnContract extends ConversationLogContract {
    @Test
    void aTurnIsOpenFromTheEntryThatBeganItUntilTheOneThatEndsIt() {
        Claim claim = claim();
        NewTurn answer = new NewTurn(TurnKind.ANSWER, Ids.next(), "zh-CN");
        NewTurn task = new NewTurn(TurnKind.TASK, Ids.next(), null);
        Entry first = asked("first", answer);
        Entry second = asked("second", task);
        append(claim, first);
        append(claim, said("no turn"));
        append(claim, second);

        List<OpenTurn> both = get(log.openTurns(P));
        append(claim, answered(1, "done"));
        List<OpenTurn> left = get(log.openTurns(P));

        assertThat(both).containsExactly(open(first, 1, answer), open(second, 3, task));
        assertThat(left).containsExactly(open(second, 3, task));
    }

    private static OpenTurn open(Entry entry, long seq, NewTurn turn) {
        return new OpenTurn(entry.message().withSeq(seq), turn.kind(), turn.answerId(), turn.lang(), 0, null);
    }

    @Test
    void anAttemptIsKeptWithItsNewestCheckpoint() {
        Claim claim = claim();
        append(claim, asked("question"));

        get(log.beginAttempt(claim, 1, 1));
        get(log.checkpoint(claim, 1, new Checkpoint(1, "half", "", "", 0)));
        get(log.checkpoint(claim, 1, new Checkpoint(1, "你好 👍 more", "thought", "drawing", 40)));

        OpenTurn turn = get(log.openTurns(P)).get(0);
        assertThat(turn.attempt()).isEqualTo(1);
        assertThat(turn.checkpoint()).isEqualTo(new Checkpoint(1, "你好 👍 more", "thought", "drawing", 40));
    }

    @Test
    void theCheckpointOfAnotherAttemptCountsAsNone() {
        Claim claim = claim();
        append(claim, asked("question"));
        get(log.beginAttempt(claim, 1, 1));
        get(log.checkpoint(claim, 1, new Checkpoint(1, "half", "", "", 0)));

        get(log.beginAttempt(claim, 1, 2));

        OpenTurn turn = get(log.openTurns(P)).get(0);
        assertThat(turn.attempt()).isEqualTo(2);
        assertThat(turn.checkpoint()).isNull();
    }

    @Test
    void aNewOwnerFindsTheTurnsOfTheOldOne() {
        ConversationLog other = openAnother();
        Claim old = claim();
        append(old, asked("question"));
        get(log.beginAttempt(old, 1, 1));
        get(log.checkpoint(old, 1, new Checkpoint(1, "half", "", "", 0)));
        get(log.retire(A));
        Claim claim = get(other.claim(P, B));

        OpenTurn turn = get(other.openTurns(P)).get(0);
        get(other.append(claim, answered(1, "interrupted")));

        assertThat(turn.checkpoint()).isEqualTo(new Checkpoint(1, "half", "", "", 0));
        assertThat(get(other.openTurns(P))).isEmpty();
        get(other.close());
    }

    @Test
    void anOldOwnerBeginsNoAttemptAndItsCheckpointIsIgnored() {
        Claim old = claim();
        append(old, asked("question"));
        get(log.beginAttempt(old, 1, 1));
        Claim newer = claim();
        get(log.checkpoint(newer, 1, new Checkpoint(1, "of the new", "", "", 0)));

        Future<Void> attempt = log.beginAttempt(old, 1, 2);
        get(log.checkpoint(old, 1, new Checkpoint(1, "of the old", "", "", 0)));

        assertRefused(attempt, Refused.Reason.STALE_EPOCH);
        OpenTurn turn = get(log.openTurns(P)).get(0);
        assertThat(turn.attempt()).isEqualTo(1);
        assertThat(turn.checkpoint()).isEqualTo(new Checkpoint(1, "of the new", "", "", 0));
    }

    @Test
    void whatComesAfterTheEndOfATurnLeavesNothingBehind() {
        Claim claim = claim();
        append(claim, asked("question"));
        Future<Void> first = log.beginAttempt(claim, 1, 1);
        Future<Long> end = log.append(claim, answered(1, "answer"));
        Future<Void> late = log.checkpoint(claim, 1, new Checkpoint(1, "late", "", "", 0));
        Future<Void> again = log.beginAttempt(claim, 1, 2);

        get(Future.all(first, end, late, again));

        assertThat(get(log.openTurns(P))).isEmpty();
    }
}

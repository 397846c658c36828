package io.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.Logged;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Numbering, order, and what is refused alone. */
abstract class AppendContract extends ConversationLogContract {
    @Test
    void numbersFollowTheOrderOfTheCallsWithoutGaps() {
        Claim claim = claim();

        List<Future<Long>> appends = IntStream.range(0, 500)
                .mapToObj(i -> log.append(claim, said("n" + i)))
                .toList();

        assertThat(appends.stream().map(ConversationLogContract::get))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 500).boxed().toList());
        assertThat(history(P).stream().map(ConversationLogContract::contentOf))
                .containsExactlyElementsOf(
                        IntStream.range(0, 500).mapToObj(i -> "n" + i).toList());
        assertThat(get(log.lastSeq(P))).isEqualTo(500);
    }

    @Test
    void eachConversationHasItsOwnNumbersHoweverTheyAreMixed() {
        List<Claim> claims =
                IntStream.range(0, 20).mapToObj(i -> claim("p" + i)).toList();

        List<Future<Long>> appends = new ArrayList<>();
        for (int round = 0; round < 30; round++) {
            String text = "r" + round;
            claims.forEach(claim -> appends.add(log.append(claim, said(claim.projectId(), text))));
        }
        appends.forEach(ConversationLogContract::get);

        for (Claim claim : claims) {
            assertThat(history(claim.projectId()).stream().map(Logged::seq))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 30).boxed().toList());
        }
    }

    @Test
    void twoLogsOnTheSameDataNumberWithoutGapsWhenOwnershipMoves() {
        ConversationLog other = openAnother();
        Claim first = claim();
        append(first, said("a1"));
        get(log.release(List.of(first)));
        Claim second = get(other.claim(P, B));
        get(other.append(second, said("b2")));
        get(other.release(List.of(second)));
        Claim third = claim();

        append(third, said("a3"));

        assertThat(history(P).stream().map(ConversationLogContract::contentOf)).containsExactly("a1", "b2", "a3");
        assertThat(third.epoch()).isEqualTo(3);
        get(other.close());
    }

    @Test
    void aKnownClientIdIsRefusedAloneWhileOthersOfTheSameMomentGoOn() {
        Claim claim = claim();
        Claim elsewhere = claim("p2");
        append(claim, said(P, "c1", "first"));

        Future<Long> before = log.append(claim, said(P, "c2", "second"));
        Future<Long> again = log.append(claim, said(P, "c1", "first again"));
        Future<Long> after = log.append(claim, said(P, "c3", "third"));
        Future<Long> other = log.append(elsewhere, said("p2", "c1", "the same id in another conversation"));

        assertRefused(again, Refused.Reason.KNOWN_CLIENT_ID);
        assertThat(get(before)).isEqualTo(2);
        assertThat(get(after)).isEqualTo(3);
        assertThat(get(other)).isEqualTo(1);
        assertThat(history(P).stream().map(ConversationLogContract::contentOf))
                .containsExactly("first", "second", "third");
    }

    @Test
    void oneClientIdTwiceInTheSameMomentMakesOneEntry() {
        Claim claim = claim();

        Future<Long> first = log.append(claim, said(P, "c1", "first"));
        Future<Long> second = log.append(claim, said(P, "c1", "second"));
        Future<Long> third = log.append(claim, said(P, "c2", "third"));

        assertThat(get(first)).isEqualTo(1);
        assertRefused(second, Refused.Reason.KNOWN_CLIENT_ID);
        assertThat(get(third)).isEqualTo(2);
    }

    @Test
    void twoUsersMayChooseTheSameClientId() {
        Claim claim = claim();
        append(claim, said(P, "c1", "of u1"));

        long seq = append(claim, new Entry(message(P, "c1", "of u2"), "u2", "c1", null, null));

        assertThat(seq).isEqualTo(2);
        assertThat(contentOf(get(log.byClientId(P, "u2", "c1")).message())).isEqualTo("of u2");
    }

    @Test
    void anEntryThatIsAppendedAgainUnderItsMessageIdKeepsItsNumber() {
        Claim claim = claim();
        Entry entry = said("once");
        append(claim, entry);
        append(claim, said("between"));

        long again = append(claim, entry);

        assertThat(again).isEqualTo(1);
        assertThat(get(log.lastSeq(P))).isEqualTo(2);
    }

    @Test
    void aTurnEndsOnce() {
        Claim claim = claim();
        long turn = append(claim, asked("question"));

        Future<Long> end = log.append(claim, answered(turn, "answer"));
        Future<Long> secondEnd = log.append(claim, answered(turn, "another"));
        Future<Long> next = log.append(claim, said("next"));

        assertThat(get(end)).isEqualTo(2);
        assertRefused(secondEnd, Refused.Reason.ALREADY_ENDED);
        assertThat(get(next)).isEqualTo(3);
        assertRefused(log.append(claim, answered(turn, "late")), Refused.Reason.ALREADY_ENDED);
    }

    @Test
    void entriesThatBelongTogetherFollowEachOtherWithWhatTheyEndAndBegin() {
        Claim claim = claim();
        long turn = append(claim, asked("question"));

        Future<Long> both = log.append(claim, List.of(answered(turn, "answer"), asked("what follows")));
        Future<Long> next = log.append(claim, said("next"));

        assertThat(get(both)).isEqualTo(2);
        assertThat(get(next)).isEqualTo(4);
        assertThat(history(P).stream().map(ConversationLogContract::contentOf))
                .containsExactly("question", "answer", "what follows", "next");
        assertThat(get(log.openTurns(P)).stream().map(open -> open.begunBy().seq()))
                .containsExactly(3L);
    }

    @Test
    void entriesThatBelongTogetherAreRefusedTogetherAndAlone() {
        Claim claim = claim();
        long turn = append(claim, asked("question"));
        append(claim, said(P, "c1", "known"));

        Future<Long> first = log.append(claim, List.of(said(P, "c1", "again"), asked("not to be")));
        Future<Long> good = log.append(claim, List.of(answered(turn, "answer"), said("good")));
        Future<Long> second = log.append(claim, List.of(asked("nor this"), answered(turn, "late")));

        assertRefused(first, Refused.Reason.KNOWN_CLIENT_ID);
        assertThat(get(good)).isEqualTo(3);
        assertRefused(second, Refused.Reason.ALREADY_ENDED);
        assertThat(get(log.openTurns(P))).isEmpty();
        assertThat(history(P).stream().map(ConversationLogContract::contentOf))
                .containsExactly("question", "known", "answer", "good");
    }

    @Test
    void entriesThatBelongTogetherAndAreAppendedAgainKeepTheirNumbers() {
        Claim claim = claim();
        List<Entry> together = List.of(said("one"), asked("two"));
        get(log.append(claim, together));
        append(claim, said("between"));

        long again = get(log.append(claim, together));

        assertThat(again).isEqualTo(1);
        assertThat(get(log.lastSeq(P))).isEqualTo(3);
        assertThat(get(log.openTurns(P))).hasSize(1);
    }

    @Test
    void anOwnerOfAnOlderEpochIsRefusedAloneWhileOthersOfTheSameMomentGoOn() {
        Claim old = claim();
        append(old, said("before"));
        Claim elsewhere = claim("p2");
        Claim newer = claim();

        Future<Long> late = log.append(old, said("late"));
        Future<Long> other = log.append(elsewhere, said("p2", "other"));
        Future<Long> good = log.append(newer, said("good"));

        assertRefused(late, Refused.Reason.STALE_EPOCH);
        assertThat(get(other)).isEqualTo(1);
        assertThat(get(good)).isEqualTo(2);
    }

    @Test
    void aConversationThatWasGivenBackTakesNothingMoreFromItsOwner() {
        Claim claim = claim();
        get(log.release(List.of(claim)));

        Future<Long> late = log.append(claim, said("late"));

        assertRefused(late, Refused.Reason.STALE_EPOCH);
    }

    @Test
    void twoOwnersThatTakeTurnsLeaveNoGapAndNoRepeat() {
        ConversationLog other = openAnother();
        List<Future<Long>> accepted = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            ConversationLog owner = round % 2 == 0 ? log : other;
            Claim claim = get(owner.claim(P, A));
            IntStream.range(0, 10).forEach(i -> accepted.add(owner.append(claim, said("x"))));
        }

        accepted.forEach(append -> get(append.otherwiseEmpty()));

        List<Long> taken = accepted.stream()
                .filter(Future::succeeded)
                .map(Future::result)
                .sorted()
                .toList();
        assertThat(new HashSet<>(taken)).hasSameSizeAs(taken);
        assertThat(history(P).stream().map(Logged::seq)).containsExactlyElementsOf(taken);
        assertThat(taken.get(taken.size() - 1)).isEqualTo(taken.size());
        get(other.close());
    }
}

package io.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.store.Refused.Reason;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** To own a conversation and to know what is in it, in one go. */
abstract class OpenContract extends ConversationLogContract {
    @Test
    void whatWasGivenBackIsOpenedWithAllThatIsInIt() {
        Claim claim = claim();
        append(claim, said("hello"));
        long turn = append(claim, asked("and this?"));
        get(log.beginAttempt(claim, turn, 1));
        get(log.checkpoint(claim, turn, new Checkpoint(1, "so far", "", "", 0)));
        get(log.join(P, "u2", "member"));
        get(log.join(P, "u1", "owner"));
        get(log.release(List.of(claim)));

        Opening opening = open(P, B);

        assertThat(opening.claim()).isEqualTo(new Claim(P, B, claim.epoch() + 1, true));
        Contents contents = contentsOf(opening);
        assertThat(contents).isEqualTo(get(log.contents(P, 200)));
        assertThat(contents.lastSeq()).isEqualTo(2);
        assertThat(contents.tail()).extracting(entry -> entry.message().seq()).containsExactly(1L, 2L);
        assertThat(contents.members()).containsExactlyInAnyOrder("u1", "u2");
        assertThat(contents.turns()).singleElement().satisfies(open -> {
            assertThat(open.attempt()).isEqualTo(1);
            assertThat(open.checkpoint()).isNotNull();
        });
    }

    @Test
    void whatADeadOwnerLeftIsOpenedWithAllThatIsInIt() {
        Claim claim = claim();
        append(claim, asked("and this?"));
        append(claim, said("more"));
        get(log.retireOthers(B));

        Contents contents = contentsOf(open(P, B));

        assertThat(contents.lastSeq()).isEqualTo(2);
        assertThat(contents).isEqualTo(get(log.contents(P, 200)));
        assertThat(contents.turns()).hasSize(1);
    }

    @Test
    void whatOneOwnsIsOpenedAgainWithWhatWasAddedMeanwhile() {
        append(get(log.open(P, A, 200)).claim(), said("mine"));

        Contents contents = contentsOf(open(P, A));

        assertThat(contents.tail()).hasSize(1);
        assertThat(contents.lastSeq()).isEqualTo(1);
    }

    @Test
    void aNewOneIsEmptyAndGoesOn() {
        get(log.join(P, "u1", "owner"));

        Opening opening = open(P, A);

        assertThat(contentsOf(opening)).isEqualTo(new Contents(0, List.of(), List.of("u1"), List.of()));
        assertThat(append(opening.claim(), said("first"))).isEqualTo(1);
    }

    @Test
    void nothingIsToldOfWhatAnotherOwnsNorOfWhatIsDeleted() {
        Claim claim = claim();
        append(claim, said("kept"));

        Opening ofAnother = open(P, B);
        get(log.delete(claim));

        assertThat(ofAnother.claim().mine()).isFalse();
        assertThat(ofAnother.contents()).isNull();
        assertRefused(log.open(P, B, 200), Reason.DELETED);
    }

    @Test
    void manyAreOpenedTogetherEachWithItsOwn() {
        List<String> all = IntStream.range(0, 150).mapToObj(i -> "many-" + i).toList();
        List<Claim> claims = get(Future.all(
                        all.stream().map(id -> log.claim(id, A)).toList()))
                .list();
        for (int i = 0; i < all.size(); i++) {
            Claim claim = claims.get(i);
            for (int n = 0; n <= i % 5; n++) {
                append(claim, said(all.get(i), i + "." + n));
            }
            get(log.join(all.get(i), "u" + i, "owner"));
            if (i % 2 == 0) {
                get(log.release(List.of(claim)));
            }
        }
        get(log.retireOthers(B));

        List<Opening> openings = get(Future.all(
                        all.stream().map(id -> log.open(id, B, 3)).toList()))
                .list();

        for (int i = 0; i < all.size(); i++) {
            Contents contents = contentsOf(openings.get(i));
            assertThat(contents).as(all.get(i)).isEqualTo(get(log.contents(all.get(i), 3)));
            assertThat(contents.lastSeq()).isEqualTo(i % 5 + 1);
            assertThat(contents.members()).containsExactly("u" + i);
        }
    }

    @Test
    void anEarlierOwnerAddsNothingOnceItWasOpenedByAnother() {
        Claim old = claim();
        append(old, said("first"));
        get(log.release(List.of(old)));

        Opening opening = open(P, B);

        assertRefused(log.append(old, said("late")), Reason.STALE_EPOCH);
        assertThat(append(opening.claim(), said("second"))).isEqualTo(2);
        assertThat(contentsOf(opening).lastSeq()).isEqualTo(1);
    }

    Opening open(String projectId, String instance) {
        return get(log.open(projectId, instance, 200));
    }

    static Contents contentsOf(Opening opening) {
        return get(Objects.requireNonNull(opening.contents()));
    }
}

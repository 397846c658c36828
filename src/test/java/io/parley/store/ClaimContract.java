package io.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Leases and owners. */
abstract class ClaimContract extends ConversationLogContract {
    @Test
    void theFirstClaimMakesTheConversation() {
        Claim claim = claim();

        assertThat(claim).isEqualTo(new Claim(P, A, 1, true));
        assertThat(get(log.lastSeq(P))).isZero();
    }

    @Test
    void aLiveOwnerKeepsItsConversation() {
        Claim owned = claim();

        Claim refused = get(log.claim(P, B));

        assertThat(refused).isEqualTo(new Claim(P, A, 1, false));
        assertThat(append(owned, said("still mine"))).isEqualTo(1);
    }

    @Test
    void whoClaimsItsOwnConversationAgainGetsANewEpoch() {
        claim();

        Claim again = claim();

        assertThat(again).isEqualTo(new Claim(P, A, 2, true));
    }

    @Test
    void ownersAreReadWithoutAClaim() {
        claim();
        get(log.claim("p2", B));
        Claim again = claim();

        assertThat(get(log.owner(P, A))).isEqualTo(again);
        assertThat(get(log.owner(P, B))).isEqualTo(new Claim(P, A, 2, false));
        assertThat(get(log.owner("nobody's", A))).isNull();
        assertThat(get(log.ownedBy(A))).containsExactly(again);
        assertThat(get(log.ownedBy("nobody"))).isEmpty();
        get(log.release(List.of(again)));
        assertThat(get(log.owner(P, A))).isNull();
        assertThat(get(log.ownedBy(A))).isEmpty();
    }

    @Test
    void aRetiredOwnerLeavesItsConversationsToOthers() {
        claim();
        get(log.retire(A));

        Claim taken = get(log.claim(P, B));

        assertThat(taken).isEqualTo(new Claim(P, B, 2, true));
    }

    @Test
    void anOwnerWhoseLeaseRanOutLosesItsConversation() {
        Claim lost = claim();
        get(log.renew(A, Duration.ZERO));

        Claim taken = await().atMost(Duration.ofSeconds(10)).until(() -> get(log.claim(P, B)), Claim::mine);

        assertThat(taken).isEqualTo(new Claim(P, B, 2, true));
        assertRefused(log.append(lost, said("late")), Refused.Reason.STALE_EPOCH);
    }

    @Test
    void aRenewalSaysWhetherTheLeaseHasHeldAllAlong() {
        boolean held = get(log.renew(A, LEASE));
        boolean first = get(log.renew("instance-c", LEASE));
        get(log.retire(A));
        boolean retired = get(log.renew(A, LEASE));
        get(log.claim(P, A));
        get(log.renew(A, Duration.ZERO));
        await().atMost(Duration.ofSeconds(10)).until(() -> get(log.claim(P, B)).mine());
        boolean runOut = get(log.renew(A, LEASE));

        assertThat(held).isTrue();
        assertThat(first).isFalse();
        assertThat(retired).isFalse();
        assertThat(runOut).isFalse();
        assertThat(get(log.renew(A, LEASE))).isTrue();
    }

    @Test
    void ofManyGivenBackAtOnceEachIsJudgedAlone() {
        List<String> all = IntStream.range(0, 300).mapToObj(i -> "many-" + i).toList();
        List<Claim> claims = get(Future.all(
                        all.stream().map(id -> log.claim(id, A)).toList()))
                .list();
        get(log.claim("many-7", A));

        get(log.release(claims));
        List<Claim> taken = get(Future.all(
                        all.stream().map(id -> log.claim(id, B)).toList()))
                .list();

        assertThat(taken.stream().filter(claim -> !claim.mine()).map(Claim::projectId))
                .containsExactly("many-7");
    }

    @Test
    void aNodeThatIsAloneEndsTheLeasesOfAllOthers() {
        claim();
        get(log.claim("p2", B));
        get(log.retireOthers(B));

        Claim taken = get(log.claim(P, B));
        Claim kept = get(log.claim("p2", A));

        assertThat(taken.mine()).isTrue();
        assertThat(kept).isEqualTo(new Claim("p2", B, 1, false));
    }

    @Test
    void aReleaseByAnOldOwnerChangesNothing() {
        Claim old = claim();
        Claim newer = claim();

        get(log.release(List.of(old)));

        assertThat(get(log.claim(P, B)).mine()).isFalse();
        assertThat(append(newer, said("still mine"))).isEqualTo(1);
    }

    @Test
    void ofManyWhoClaimAtOnceOneWins() {
        ConversationLog other = openAnother();
        List<String> instances =
                IntStream.range(0, 8).mapToObj(i -> "instance-" + i).toList();
        instances.forEach(instance -> get(log.renew(instance, LEASE)));

        for (int round = 0; round < 10; round++) {
            String project = "round-" + round;
            List<Future<Claim>> claims = new ArrayList<>();
            for (String instance : instances) {
                claims.add((claims.size() % 2 == 0 ? log : other).claim(project, instance));
            }
            List<Claim> ends = claims.stream().map(ConversationLogContract::get).toList();

            assertThat(ends.stream().filter(Claim::mine)).hasSize(1);
            assertThat(ends.stream().map(Claim::owner).distinct()).hasSize(1);
        }
        get(other.close());
    }

    @Test
    void allWhoOpenTheSameDataSeeTheSameLogId() {
        List<ConversationLog> others = List.of(openAnother(), openAnother());

        assertThat(others.stream().map(ConversationLog::logId)).containsOnly(log.logId());
        assertThat(log.logId()).hasSize(26);
        others.forEach(other -> get(other.close()));
    }

    @Test
    void ofManyClaimedAtOnceEachIsJudgedAlone() {
        List<String> all = IntStream.range(0, 300).mapToObj(i -> "many-" + i).toList();
        get(Future.all(all.stream().limit(100).map(id -> log.claim(id, A)).toList()));

        List<Claim> claims = get(Future.all(
                        all.stream().map(id -> log.claim(id, B)).toList()))
                .list();
        get(log.retire(A));
        List<Claim> later = get(Future.all(
                        all.stream().map(id -> log.claim(id, B)).toList()))
                .list();

        assertThat(claims.subList(0, 100))
                .containsExactlyElementsOf(all.stream()
                        .limit(100)
                        .map(id -> new Claim(id, A, 1, false))
                        .toList());
        assertThat(claims.subList(100, 300))
                .containsExactlyElementsOf(all.stream()
                        .skip(100)
                        .map(id -> new Claim(id, B, 1, true))
                        .toList());
        assertThat(later)
                .containsExactlyElementsOf(
                        all.stream().map(id -> new Claim(id, B, 2, true)).toList());
    }

    @Test
    void ofTwoWhoClaimManyAtOnceOneOwnsEach() {
        ConversationLog other = openAnother();
        List<String> all = IntStream.range(0, 200).mapToObj(i -> "both-" + i).toList();
        List<Future<Claim>> ofA = all.stream().map(id -> log.claim(id, A)).toList();
        List<Future<Claim>> ofB = all.stream().map(id -> other.claim(id, B)).toList();

        for (int i = 0; i < all.size(); i++) {
            Claim a = get(ofA.get(i));
            Claim b = get(ofB.get(i));
            assertThat(a.mine()).as("%s and %s", a, b).isNotEqualTo(b.mine());
            assertThat(a.owner()).isEqualTo(b.owner());
        }
        get(other.close());
    }

    @Test
    void membersAreKeptOnce() {
        get(log.join(P, "u1", "owner"));
        get(log.join(P, "u2", "member"));
        get(log.join(P, "u1", "member"));
        get(log.join("p2", "u3", "owner"));

        List<String> members = get(log.contents(P, 1)).members();

        assertThat(members).containsExactlyInAnyOrder("u1", "u2");
        assertThat(get(log.contents("nowhere", 1)).members()).isEmpty();
    }
}

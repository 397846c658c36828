package io.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.protocol.Ids;
import io.parley.store.Entry.NewTurn;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Open turns that nobody answers for. */
abstract class OrphanContract extends ConversationLogContract {
    @Test
    void conversationsOfALiveOwnerAreNoOrphans() {
        append(claim(), askedIn(P));

        assertThat(orphans()).isEmpty();
    }

    @Test
    void conversationsWithOpenTurnsAreOrphansWhenTheirOwnersLeaseIsOut() {
        append(claim(), askedIn(P));
        append(claim("p2"), askedIn("p2"));
        append(claim("p2"), askedIn("p2"));
        append(get(log.claim("p3", B)), askedIn("p3"));
        get(log.renew(A, Duration.ZERO));

        List<String> orphans = await().atMost(Duration.ofSeconds(10)).until(this::orphans, found -> !found.isEmpty());

        assertThat(orphans).containsExactlyInAnyOrder(P, "p2");
        get(log.renew(A, LEASE));
        assertThat(orphans()).isEmpty();
    }

    @Test
    void conversationsWithOpenTurnsAreOrphansWhenTheyWereGivenBack() {
        Claim claim = claim();
        append(claim, askedIn(P));
        append(claim("p2"), askedIn("p2"));
        get(log.release(List.of(claim)));

        List<String> given = orphans();
        get(log.retire(A));

        assertThat(given).containsExactly(P);
        assertThat(orphans()).containsExactlyInAnyOrder(P, "p2");
    }

    @Test
    void conversationsWithoutOpenTurnsAreNoOrphans() {
        Claim claim = claim();
        append(claim, askedIn(P));
        append(claim, answered(1, "answer"));
        append(claim("p2"), said("p2", "no turn"));

        get(log.retire(A));

        assertThat(orphans()).isEmpty();
    }

    @Test
    void whoClaimsAnOrphanTakesItFromTheList() {
        append(claim(), askedIn(P));
        get(log.retire(A));

        get(log.claim(P, B));

        assertThat(orphans()).isEmpty();
    }

    @Test
    void noMoreAreGivenThanAskedForAndEachOnce() {
        List<String> projects = IntStream.range(0, 10).mapToObj(i -> "p" + i).toList();
        for (String project : projects) {
            Claim claim = claim(project);
            append(claim, askedIn(project));
            append(claim, askedIn(project));
        }
        get(log.retire(A));

        List<String> some = get(log.orphans("", 4));

        assertThat(some).isEqualTo(projects.subList(0, 4));
        assertThat(get(log.orphans("p3", 100))).isEqualTo(projects.subList(4, 10));
        assertThat(orphans()).containsExactlyInAnyOrderElementsOf(projects);
    }

    private List<String> orphans() {
        return get(log.orphans("", 100));
    }

    private static Entry askedIn(String projectId) {
        return entry(message(projectId, null, "question"), null, new NewTurn(TurnKind.ANSWER, Ids.next(), null));
    }
}

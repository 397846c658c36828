package io.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.store.Refused.Reason;
import io.parley.store.Roster.Listed;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who takes part in what, titles, and the end of a conversation. */
abstract class RosterContract extends ConversationLogContract {
    @Test
    void membersComeAndGo() {
        claim();
        get(log.join(P, "anna", "owner"));
        get(log.join(P, "ben", "member"));
        get(log.join(P, "anna", "member"));

        get(log.leave(P, "ben"));
        get(log.leave(P, "nobody"));

        assertThat(get(log.role(P, "anna"))).isEqualTo("owner");
        assertThat(get(log.role(P, "ben"))).isNull();
        assertThat(get(log.role("absent", "anna"))).isNull();
        assertThat(get(log.members(P))).singleElement().satisfies(member -> {
            assertThat(member.userId()).isEqualTo("anna");
            assertThat(member.joinedAt()).isPositive();
        });
        assertThat(get(log.contents(P, 1)).members()).containsExactly("anna");
    }

    @Test
    void conversationsOfAUserAreListedWithTheLatestFirst() {
        append(claim("quiet"), said("quiet", "old"));
        Claim named = claim(P);
        append(named, said("first"));
        append(named, said("last"));
        claim("empty");
        for (String projectId : List.of("quiet", P, "empty")) {
            get(log.join(projectId, "anna", "owner"));
        }
        get(log.join("others", "ben", "owner"));

        get(log.rename(named, "Titel 你好 👋"));

        List<Listed> all = get(log.conversationsOf("anna", 10));
        assertThat(all).extracting(Listed::projectId).containsExactlyInAnyOrder("quiet", P, "empty");
        assertThat(all).extracting(Listed::lastAt).isSortedAccordingTo((one, other) -> Long.compare(other, one));
        assertThat(all).contains(new Listed(P, "Titel 你好 👋", "owner", 2, 1_790_000_000_000L));
        assertThat(get(log.conversationsOf("anna", 2))).hasSize(2);
        assertThat(get(log.conversationsOf("nobody", 10))).isEmpty();
    }

    @Test
    void onlyTheNewestClaimRenamesAndDeletes() {
        Claim old = claim();
        append(old, said("kept"));
        Claim own = claim();

        assertRefused(log.rename(old, "no"), Reason.STALE_EPOCH);
        assertRefused(log.delete(old), Reason.STALE_EPOCH);

        assertThat(append(own, said("goes on"))).isEqualTo(2);
    }

    @Test
    void deletedConversationIsGoneAndNobodyBeginsItAgain() {
        Claim claim = claim();
        append(claim, asked("secret"));
        append(claim("p2"), said("p2", "other"));
        get(log.join(P, "anna", "owner"));
        get(log.join("p2", "anna", "owner"));

        get(log.delete(claim));

        assertThat(get(log.after(P, 0, 10)).entries()).isEmpty();
        assertThat(get(log.members(P))).isEmpty();
        assertThat(get(log.openTurns(P))).isEmpty();
        assertThat(get(log.orphans("", 10))).isEmpty();
        assertThat(get(log.conversationsOf("anna", 10)))
                .extracting(Listed::projectId)
                .containsExactly("p2");
        assertRefused(log.claim(P, A), Reason.DELETED);
        assertRefused(log.claim(P, B), Reason.DELETED);
        assertRefused(log.append(claim, said("late")), Reason.STALE_EPOCH);
        assertRefused(log.delete(claim), Reason.STALE_EPOCH);
        assertThat(append(claim("p2"), said("p2", "goes on"))).isEqualTo(2);
    }
}

package io.parley.conversation;

import static io.parley.conversation.Presence.State.CONNECTED;
import static io.parley.conversation.Presence.State.DISCONNECTED;
import static io.parley.conversation.Presence.State.RECONNECTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.conversation.Presence.Of;
import java.util.List;
import org.junit.jupiter.api.Test;

class PresenceTest {
    private final Presence presence = new Presence();

    @Test
    void userWithSeveralSessionsIsOneAndIsAsItsBestOne() {
        presence.count("u1", 1, 0);
        presence.count("u1", 1, 0);

        assertThat(presence.changes()).containsExactly(new Of("u1", CONNECTED));
        presence.count("u1", -1, 1);
        assertThat(presence.changes()).isEmpty();
        presence.count("u1", -1, 1);
        assertThat(presence.changes()).containsExactly(new Of("u1", RECONNECTING));
        presence.count("u1", 0, -1);
        assertThat(presence.changes()).isEmpty();
        presence.count("u1", 0, -1);
        assertThat(presence.changes()).containsExactly(new Of("u1", DISCONNECTED));
    }

    @Test
    void whatComesAndGoesBetweenTwoLooksIsNoChange() {
        presence.count("u1", 1, 0);
        presence.changes();

        presence.count("u1", -1, 0);
        presence.count("u1", 1, 0);
        presence.count("u2", 1, 0);
        presence.count("u2", -1, 0);

        assertThat(presence.changes()).isEmpty();
    }

    @Test
    void newcomerIsToldOfTheOthersWhoAreHere() {
        presence.count("u1", 1, 0);
        presence.count("u2", 0, 1);
        presence.count("u3", 1, 0);
        presence.count("u3", -1, 0);

        assertThat(presence.besides("u4")).containsExactly(new Of("u1", CONNECTED), new Of("u2", RECONNECTING));
        assertThat(presence.besides("u1")).containsExactly(new Of("u2", RECONNECTING));
    }

    @Test
    void nothingIsToldOfACrowdAndTheDifferenceWhenItIsNoneAnyMore() {
        for (int i = 0; i < Presence.MAX; i++) {
            presence.count("u" + i, 1, 0);
        }
        assertThat(presence.changes()).hasSize(Presence.MAX);

        presence.count("late", 1, 0);
        presence.count("u7", -1, 0);
        presence.count("later", 1, 0);
        assertThat(presence.changes()).isEmpty();
        assertThat(presence.besides("late")).isEmpty();
        presence.count("later", -1, 0);

        assertThat(presence.changes()).containsExactlyInAnyOrder(new Of("late", CONNECTED), new Of("u7", DISCONNECTED));
    }

    @Test
    void memberOfAnEarlierOwnerWhoDoesNotComeIsToldToBeGoneOnceAndNotBeforeItsTime() {
        presence.count("u1", 1, 0);
        presence.inherit(List.of("u1", "u2", "u3"), 10);
        presence.inherit(List.of("u1", "u2", "u3"), 20);
        presence.settle(9);
        assertThat(presence.besides("u4")).containsExactly(new Of("u1", CONNECTED));
        assertThat(presence.changes()).containsExactly(new Of("u1", CONNECTED));

        presence.count("u3", 1, 0);
        assertThat(presence.changes()).containsExactly(new Of("u3", CONNECTED));
        presence.settle(10);

        assertThat(presence.changes()).containsExactly(new Of("u2", DISCONNECTED));
        presence.settle(30);
        assertThat(presence.changes()).isEmpty();
    }
}

package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.RegisterRequest;
import io.parley.bus.Unregister;
import io.parley.conversation.Session.Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final long TTL = 1_000;

    private final List<String> attendance = new ArrayList<>();
    private final Sessions sessions = new Sessions(TTL, new Sessions.Attendance() {
        @Override
        public void joined(Session session) {
            attendance.add("+" + session.connectionId());
        }

        @Override
        public void left(Session session) {
            attendance.add("-" + session.connectionId());
        }
    });

    @Test
    void sessionsOfALostGatewayWaitForTheirClientsAndTheOthersStay() {
        Session lost = sessions.arrive(request("con1", "u1", null), 5);
        sessions.arrive(new RegisterRequest("con2", null, "u2", "p1", "gw2", "push.u2", null, "en", null, null), 5);

        assertThat(sessions.lose("gw", 0)).extracting(Session::connectionId).containsExactly("con1");

        assertThat(sessions.named(request("con3", "u1", lost.id())))
                .isNotNull()
                .extracting(Session::lastSeq)
                .isEqualTo(5L);
        assertThat(sessions.gateways()).containsExactly("gw2");
        assertThat(attendance).containsExactly("+con1", "+con2", "-con1");
    }

    @Test
    void connectionThatRegistersAgainIsCountedOnce() {
        Session first = sessions.arrive(request("con1", "u1", null), 0);
        sessions.arrive(request("con1", "u1", first.id()), 0);

        assertThat(attendance).containsExactly("+con1", "-con1", "+con1");
    }

    @Test
    void sessionThatLostItsConnectionIsResumedByItsUser() {
        Session first = sessions.arrive(request("con1", "u1", null), 0);
        sessions.leave(gone("con1", first.id(), 7), 0);

        Session known = sessions.named(request("con2", "u1", first.id()));
        Session back = sessions.arrive(request("con2", "u1", first.id()), 0);

        assertThat(known).isNotNull().extracting(Session::lastSeq).isEqualTo(7L);
        assertThat(back.id()).isEqualTo(first.id());
        assertThat(sessions.ofConnection("con1")).isNull();
        assertThat(sessions.ofConnection("con2")).isEqualTo(back);
    }

    @Test
    void sessionOfAnotherUserIsNotTakenOver() {
        Session first = sessions.arrive(request("con1", "u1", null), 0);
        sessions.leave(gone("con1", first.id(), 7), 0);

        Session stranger = sessions.arrive(request("con2", "u2", first.id()), 0);

        assertThat(sessions.named(request("con2", "u2", first.id()))).isNull();
        assertThat(stranger.id()).isNotEqualTo(first.id());
    }

    @Test
    void sessionWithALivingConnectionKeepsItAndTheNewcomerGetsItsOwn() {
        Session first = sessions.arrive(request("con1", "u1", null), 0);

        Session second = sessions.arrive(request("con2", "u1", first.id()), 0);

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(sessions.ofConnection("con1")).isEqualTo(first);
        assertThat(sessions.addressees().users()).containsExactly(new Address("u1", "push.u1"));
    }

    @Test
    void sameConnectionThatRegistersAgainKeepsItsSession() {
        Session first = sessions.arrive(request("con1", "u1", null), 0);

        Session again = sessions.arrive(request("con1", "u1", first.id()), 0);

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(sessions.connected()).hasSize(1);
    }

    @Test
    void unregisterOfAConnectionThatTheSessionHasNoMoreIsIgnored() {
        Session first = sessions.arrive(request("con1", "u1", null), 0);
        sessions.leave(gone("con1", first.id(), 1), 0);
        sessions.arrive(request("con2", "u1", first.id()), 0);

        sessions.leave(gone("con1", first.id(), 2), 0);

        assertThat(sessions.ofConnection("con2")).isNotNull();
    }

    @Test
    void addressIsForgottenWithItsLastConnectionAndTheSessionAfterItsTime() {
        Session session = sessions.arrive(request("con1", "u1", null), 0);

        sessions.leave(gone("con1", session.id(), 1), 5);

        assertThat(sessions.addressees().users()).isEmpty();
        sessions.expire(TTL + 4);
        assertThat(sessions.isEmpty()).isFalse();
        sessions.expire(TTL + 5);
        assertThat(sessions.isEmpty()).isTrue();
    }

    @Test
    void oldestOfTooManyLostSessionsAreForgotten() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 1_001; i++) {
            Session session = sessions.arrive(request("con" + i, "u1", null), 0);
            sessions.leave(gone("con" + i, session.id(), 1), 0);
            ids.add(session.id());
        }

        assertThat(sessions.named(request("new", "u1", ids.get(0)))).isNull();
        assertThat(sessions.named(request("new", "u1", ids.get(1)))).isNotNull();
    }

    private static RegisterRequest request(String connectionId, String userId, @Nullable String sessionId) {
        return new RegisterRequest(
                connectionId, sessionId, userId, "p1", "gw", "push." + userId, null, "en", null, null);
    }

    @Test
    void connectionLeavesAlsoWhereItsGatewayNeverHeardOfItsSession() {
        sessions.arrive(request("con1", "u1", null), 0);

        sessions.leave(gone("con1", null, 0), 0);

        assertThat(sessions.ofConnection("con1")).isNull();
    }

    @Test
    void connectionLeavesAlsoWhereItsGatewayKnowsOnlyTheSessionThatItHadBefore() {
        Session first = sessions.arrive(request("con1", "u1", null), 0);
        sessions.arrive(request("con1", "u1", null), 0); // the answer is lost

        sessions.leave(gone("con1", first.id(), 0), 0);

        assertThat(sessions.ofConnection("con1")).isNull();
    }

    private static Unregister gone(String connectionId, @Nullable String sessionId, long lastSeq) {
        return new Unregister(connectionId, sessionId, "u1", "p1", lastSeq, "closed");
    }
}

package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.RegisterReply;
import io.parley.bus.Unregister;
import io.parley.protocol.Ids;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is told that somebody comes and goes. */
class PresenceOnTheBusTest {
    @Test
    void othersAreToldWhoComesGoesAndIsExpectedBackAndNobodyOfItself() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("session_ttl_ms", 200))) {
            TestMember anna = deployed.member("anna");
            TestMember ben = deployed.member("ben");

            assertThat(nextPresence(anna)).isEqualTo("ben connected");
            assertThat(nextPresence(ben)).isEqualTo("anna connected");
            ben.leave(0);
            assertThat(nextPresence(anna)).isEqualTo("ben reconnecting");
            assertThat(nextPresence(anna)).isEqualTo("ben disconnected");
            ben.register(null, null);
            assertThat(nextPresence(anna)).isEqualTo("ben connected");
            assertThat(presencesUntilMarker(anna)).isEmpty();
        }
    }

    @Test
    void severalDevicesOfAUserAreOne() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember anna = deployed.member("anna");
            TestMember phone = deployed.member("ben");
            TestMember tablet = deployed.member("ben");

            phone.leave(0);
            tablet.leave(Unregister.CLOSED_BY_CLIENT);

            assertThat(presencesUntilMarker(anna)).containsExactly("ben connected", "ben reconnecting");
        }
    }

    @Test
    void clientThatClosesInOrderIsGoneAtOnceAndItsSessionMayBeResumedAllTheSame() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember anna = deployed.member("anna");
            TestMember ben = deployed.member("ben");
            ben.leave(Unregister.CLOSED_BY_CLIENT);

            RegisterReply back =
                    deployed.unregistered("ben").register(ben.registration().sessionId(), null);

            assertThat(back.resumed()).isTrue();
            assertThat(back.sessionId()).isEqualTo(ben.registration().sessionId());
            assertThat(presencesUntilMarker(anna))
                    .containsExactly("ben connected", "ben disconnected", "ben connected");
        }
    }

    @Test
    void registerAgainOfTheSameConnectionIsNoNews() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember anna = deployed.member("anna");
            TestMember ben = deployed.member("ben");

            ben.register(ben.registration().sessionId(), null);

            assertThat(presencesUntilMarker(ben)).containsExactly("anna connected");
            assertThat(presencesUntilMarker(anna)).containsExactly("ben connected");
        }
    }

    @Test
    void connectionThatIsHeardElsewhereIsToldWhatItMissedBetween() throws Exception {
        JsonObject config = new JsonObject().put("session_ttl_ms", 200).put("lease_ms", 1_000);
        try (Deployed deployed = Deployed.one(config.put("renew_ms", 300))) {
            TestMember anna = deployed.member("anna");
            TestMember ben = deployed.member("ben");
            assertThat(nextPresence(anna)).isEqualTo("ben connected");

            anna.hearsElsewhere();
            deployed.member("carl");
            ben.leave(Unregister.CLOSED_BY_CLIENT);
            anna.register(anna.registration().sessionId(), 0L);

            assertThat(nextPresence(anna)).isEqualTo("carl connected");
            assertThat(nextPresence(anna)).isEqualTo("ben disconnected");
        }
    }

    @Test
    void sessionKeepsItsNameWithTheNextOwner() throws Exception {
        try (Deployed deployed = new Deployed()) {
            deployed.deploy(new JsonObject());
            String given = Ids.next(); // by the owner before

            RegisterReply silent = deployed.unregistered("u1").register(given, 0L);
            RegisterReply stranger = deployed.unregistered("u2").register(given, 0L);

            assertThat(silent.sessionId()).isEqualTo(given);
            assertThat(silent.resumed()).isTrue();
            assertThat(stranger.sessionId()).isNotEqualTo(given);
            assertThat(stranger.resumed()).isFalse();
        }
    }

    @Test
    void memberWhoDoesNotComeBackAfterAChangeOfOwnerIsToldToBeGone() throws Exception {
        try (Deployed deployed = new Deployed()) {
            JsonObject config = new JsonObject()
                    .put("session_ttl_ms", 200)
                    .put("lease_ms", 1_000)
                    .put("renew_ms", 300);
            String first = deployed.deploy(config);
            TestMember anna = deployed.member("anna");
            deployed.member("ben");
            assertThat(nextPresence(anna)).isEqualTo("ben connected");

            deployed.deploy(config);
            deployed.vertx().undeploy(first).await(10, SECONDS);
            anna.register(anna.registration().sessionId(), 0L);

            assertThat(nextPresence(anna)).isEqualTo("ben disconnected");
        }
    }

    private static String nextPresence(TestMember member) throws Exception {
        return told(member.next(PresenceOnTheBusTest::isPresence));
    }

    /** What was told before an entry that comes now. */
    private static List<String> presencesUntilMarker(TestMember member) throws Exception {
        member.chat(Ids.next(), "marker");
        List<String> told = new ArrayList<>();
        for (ServerMessage message : member.upTo(Logged.UserMessage.class::isInstance)) {
            if (isPresence(message)) {
                told.add(told(message));
            }
        }
        return told;
    }

    private static boolean isPresence(ServerMessage message) {
        return message instanceof ServerMessage.Status status && status.status() == ServerMessage.Status.State.PRESENCE;
    }

    private static String told(ServerMessage message) {
        JsonObject details = ((ServerMessage.Status) message).details();
        return details.getString("user_id") + " " + details.getString("state");
    }
}

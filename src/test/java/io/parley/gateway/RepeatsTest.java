package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.HandleReply;
import io.parley.bus.HandleRequest;
import io.parley.client.TestClient;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who sends again what was answered need not pay again, whatever connection and session it has by then. */
class RepeatsTest extends GatewayFixture {
    /** Two at once, and the next after half a minute. */
    private static final JsonObject TWO_TURNS =
            new JsonObject("{\"rate\":{\"messages_per_second\":1000,\"burst\":1000,\"turns_per_minute\":2}}");

    /** What the conversation has in its log. */
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void conversationKnowsWhatItLogged() {
        conversation.onHandle = this::answer;
    }

    private Future<HandleReply> answer(HandleRequest request) {
        boolean isNew = logged.add(
                request.projectId() + request.userId() + request.message().id());
        ServerMessage.Ack ack = ScriptedConversation.ack(request);
        return Future.succeededFuture(conversation.reply(
                new ServerMessage.Ack(ack.timestamp(), ack.projectId(), ack.id(), ack.messageId(), ack.seq(), !isNew)));
    }

    @Test
    void whatTheLogHasLostCostsAgain() throws Exception {
        start(TWO_TURNS);
        try (var client = connected()) {
            acknowledged(client, "c1");
            logged.clear();

            acknowledged(client, "c1", "c1");
            refused(client, "c2");
        }
    }

    /** Without {@code reconnecting_ms} a user is forgotten with its last connection, and no sooner. */
    @Test
    void oneConnectionOfTwoThatLeavesTakesNothingWithIt() throws Exception {
        start(TWO_TURNS.copy().put("reconnecting_ms", 0));
        try (var stays = connected()) {
            try (var leaves = connected()) {
                acknowledged(leaves, "c1", "c2");
            }
            assertThat(conversation.unregistered.poll(5, SECONDS)).isNotNull();
            acknowledged(stays, "c1", "c2");
        }
        assertThat(conversation.unregistered.poll(10, SECONDS)).isNotNull();
        try (var back = connected()) {
            refused(back, "c1");
        }
    }

    @Test
    void whoComesBackWithItsSessionSendsAgainForNothing() throws Exception {
        start(TWO_TURNS);
        try (var client = connected(to("p1").resuming("s1", 0L))) {
            acknowledged(client, "c1", "c2");
        }

        try (var back = connected(to("p1").resuming("s1", 0L))) {
            acknowledged(back, "c1", "c2", "c1", "c2", "c1");
            refused(back, "c3");
        }
    }

    /** The gateway does not know yet that the first socket is dead, and the conversation gives the second a session of its own. */
    @Test
    void whoComesBackWithAnotherSessionDoesToo() throws Exception {
        start(TWO_TURNS);
        try (var dead = connected()) {
            acknowledged(dead, "c1", "c2");

            try (var back = connected()) {
                acknowledged(back, "c1", "c2");
                refused(back, "c3");
            }
        }
    }

    @Test
    void whatWasAnsweredAfterItsSocketWasLostCountsToo() throws Exception {
        Promise<HandleReply> later = Promise.promise();
        conversation.onHandle = request -> later.future();
        start(TWO_TURNS);
        try (var client = connected()) {
            client.send(TestClient.chat("c1", "hi"));
            HandleRequest asked = conversation.handled.poll(5, SECONDS);
            client.close(1000);
            assertThat(conversation.unregistered.poll(5, SECONDS)).isNotNull();
            conversation.onHandle = this::answer;
            answer(asked).onComplete(later);
        }

        try (var back = connected()) {
            acknowledged(back, "c2", "c1", "c1");
            refused(back, "c3");
        }
    }

    @Test
    void whatWasAnsweredInOneConversationCostsInAnother() throws Exception {
        start(TWO_TURNS);
        try (var client = connected(to("p1").resuming("s1", 0L));
                var elsewhere = connected(to("p2").resuming("s1", 0L))) {
            acknowledged(client, "c1", "c2");

            refused(elsewhere, "c1");
        }
    }

    @Test
    void repeatsAreCountedOverAllConversationsOfAUser() throws Exception {
        start(TWO_TURNS);
        try (var client = connected();
                var elsewhere = connected(to("p2"))) {
            acknowledged(client, "c1");
            acknowledged(elsewhere, "d1");

            assertThat(takenOf(300, client, "c1")).isEqualTo(300);
            assertThat(takenOf(5_000, elsewhere, "d1")).isLessThan(5_000);
        }
    }

    @Test
    void whatWasAnsweredToOneUserCostsAnother() throws Exception {
        start(TWO_TURNS);
        try (var client = connected(to("p1").resuming("s1", 0L));
                var other = connected(to("p1").withUser("u2").resuming("s1", 0L))) {
            acknowledged(client, "c1", "c2");

            acknowledged(other, "d1", "d2");
            refused(other, "c1");
        }
    }

    /** How often {@code id} is taken, one time after the other, until it is refused, or {@code most} times. */
    private static int takenOf(int most, TestClient client, String id) throws Exception {
        int taken = 0;
        while (taken < most) {
            client.send(TestClient.chat(id, "hi"));
            if (!"ack".equals(client.next().getString("type"))) {
                return taken;
            }
            taken++;
        }
        return taken;
    }

    private static void acknowledged(TestClient client, String... ids) throws Exception {
        for (String id : ids) {
            client.send(TestClient.chat(id, "hi"));
            JsonObject answer = client.next();
            assertThat(answer.getString("type")).as("%s", answer).isEqualTo("ack");
            assertThat(answer.getString("id")).isEqualTo(id);
        }
    }

    private static void refused(TestClient client, String id) throws Exception {
        client.send(TestClient.chat(id, "hi"));
        assertThat(client.next().getString("code")).isEqualTo("RATE_LIMIT");
    }
}

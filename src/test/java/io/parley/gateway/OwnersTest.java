package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.bus.Beat.Position;
import io.parley.bus.BusFailure;
import io.parley.bus.Envelope;
import io.parley.bus.EventBusTransport;
import io.parley.bus.PushAck;
import io.parley.bus.RegisterReply;
import io.parley.bus.RegisterRequest;
import io.parley.bus.Transport;
import io.parley.client.TestClient;
import io.parley.faults.Row;
import io.parley.gateway.identity.DevAuthenticator;
import io.parley.gateway.identity.Principal;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Beats and acknowledgements mend whatever was lost between a gateway and a conversation; the client notices nothing. */
class OwnersTest extends GatewayFixture {
    /** More than look for an owner at once. */
    private static final int CROWD = 600;

    @Test
    void pushesAreAcknowledgedUpToTheLast() throws Exception {
        start();
        try (var client = connected()) {
            conversation.push(conversation.grow(1));
            conversation.push(conversation.grow(1));
            client.next("notice");

            PushAck ack = conversation.acknowledged.poll(5, SECONDS);
            while (ack != null && ack.n() < 2) {
                ack = conversation.acknowledged.poll(5, SECONDS);
            }

            assertThat(ack).isNotNull();
            assertThat(ack.pushTo()).isEqualTo("user.push.u1");
            assertThat(ack.gateway())
                    .isEqualTo(conversation.registered.element().gateway());
        }
    }

    @Test
    void beatIsAnsweredForTheGatewaysOwnAddress() throws Exception {
        start();
        try (var client = connected()) {
            conversation.beat();

            assertThat(conversation.acknowledged.poll(5, SECONDS).pushTo())
                    .isEqualTo("gateway." + conversation.registered.element().gateway());
        }
    }

    @Test
    void entryWhosePushWasLostIsReadWhenABeatTellsOfIt() throws Exception {
        start();
        try (var client = connected()) {
            Logged.Notice lost = conversation.grow(1);

            conversation.beat(new Position("p1", 1, lost.seq()));

            assertThat(client.next("notice").getLong("seq")).isEqualTo(lost.seq());
        }
    }

    @Test
    void textThatWasLostWhileTheOwnerWasLookedForComesAsASnapshot() throws Exception {
        start();
        try (var client = connected()) {
            conversation.push(conversation.grow(1));
            client.next("notice");
            Promise<RegisterReply> answer = Promise.promise();
            conversation.onHandle = request -> Future.failedFuture(new BusFailure(ErrorCode.UNAVAILABLE, "no answer"));
            conversation.onRegister = request -> answer.future();
            conversation.registered.clear();
            client.send(TestClient.chat("c1", "hi"));
            RegisterRequest again = conversation.registered.poll(5, SECONDS);
            RegisterReply before = conversation.welcome(again).result(); // as it stands before the next is pushed

            conversation.lose();
            conversation.push();
            conversation.push(conversation.grow(1));
            conversation.running.add(new ServerMessage.AiSnapshot(1, "p1", "a1", "m1", 1, null, null, "so far", ""));
            await().until(() -> conversation.acknowledged.stream().anyMatch(ack -> ack.n() == 4));
            answer.complete(before);

            assertThat(client.next("ai_snapshot").getString("content")).isEqualTo("so far");
        }
    }

    @Test
    void answerOfAnOwnerOfBeforeIsNotBelieved() throws Exception {
        start();
        conversation.epoch = 2;
        try (var client = connected()) {
            conversation.push(conversation.grow(1));
            client.next("notice");
            conversation.registered.clear();
            conversation.onRegister = request -> {
                conversation.onRegister = conversation::welcome;
                return Future.succeededFuture(
                        ofBefore(conversation.welcome(request).result()));
            };

            conversation.epoch = 3;
            conversation.beat(new Position("p1", 3, 1L));
            conversation.registered.poll(5, SECONDS);
            conversation.registered.poll(5, SECONDS);
            conversation.push(conversation.grow(1));

            assertThat(client.next().getLong("seq")).isEqualTo(2);
        }
    }

    /** Of an instance that does not know yet that it owns the conversation no more, and has not read what came since. */
    private static RegisterReply ofBefore(RegisterReply now) {
        return new RegisterReply(
                true,
                null,
                now.sessionId(),
                now.owner(),
                now.incarnation(),
                1,
                now.n(),
                now.logId(),
                0,
                true,
                1L,
                List.of(),
                false,
                List.of(),
                now.durability());
    }

    @Test
    void beatThatTellsNothingNewCausesNothing() throws Exception {
        start();
        try (var client = connected()) {
            conversation.push(conversation.grow(1));
            client.next("notice");
            conversation.registered.clear();

            conversation.beat(new Position("p1", 1, 1L), new Position("p2", 9, null));
            conversation.beat(new Position("p1", 0, null));
            conversation.push(conversation.grow(1));
            client.next("notice");

            assertThat(conversation.read).isEmpty();
            assertThat(conversation.registered).isEmpty();
        }
    }

    @Test
    void textWhosePushWasLostComesAsASnapshotWhenTheNextPushHasAHoleBeforeIt() throws Exception {
        start();
        try (var client = connected()) {
            conversation.push(conversation.grow(1));
            client.next("notice");
            conversation.running.add(new ServerMessage.AiSnapshot(1, "p1", "a1", "m1", 1, null, null, "so far", ""));

            conversation.lose();
            conversation.push();

            assertThat(client.next("ai_snapshot").getString("content")).isEqualTo("so far");
            assertThat(conversation.read).hasSize(1);
        }
    }

    @Test
    void conversationThatWasGivenBackIsRegisteredWithItsNewOwner() throws Exception {
        start();
        try (var client = connected()) {
            conversation.grow(2);
            conversation.registered.clear();

            conversation.beat(new Position("p1", 1, null));

            RegisterRequest again = conversation.registered.poll(5, SECONDS);
            assertThat(again.lastSeq()).isZero();
            assertThat(again.sessionId()).isNotNull();
            assertThat(client.next("notice").getLong("seq")).isEqualTo(1);
            assertThat(client.next("notice").getLong("seq")).isEqualTo(2);
        }
    }

    @Test
    void connectionThatWasLetGoWhileItsResumeFailedIsRegisteredAnew() throws Exception {
        start();
        try (var client = connected()) {
            conversation.registered.clear();
            Promise<RegisterReply> answer = Promise.promise();
            conversation.onRegister = request -> answer.future();
            client.send("{\"type\":\"resume\",\"id\":\"r1\"}");
            conversation.registered.poll(5, SECONDS);
            conversation.beat(new Position("p1", 1, null));
            conversation.acknowledged.poll(5, SECONDS);
            conversation.onRegister = conversation::welcome;

            answer.fail(new BusFailure(ErrorCode.INTERNAL_ERROR, "not now"));

            assertThat(client.next().getString("id")).isEqualTo("r1");
            RegisterRequest again = conversation.registered.poll(5, SECONDS);
            assertThat(again).isNotNull();
            assertThat(again.sessionId()).isEqualTo(client.connection().sessionId());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAVAILABLE", "BUSY"})
    void registerThatAnOwnerCannotAnswerNowIsTriedAgain(ErrorCode code) throws Exception {
        start();
        try (var client = connected()) {
            conversation.registered.clear();
            var welcome = conversation.onRegister;
            conversation.onRegister = request -> {
                conversation.onRegister = welcome;
                return Future.succeededFuture(
                        RegisterReply.refused(Refusal.of(code).told(Lang.EN, "p1", null)));
            };

            conversation.beat(new Position("p1", 1, null));

            assertThat(conversation.registered.poll(5, SECONDS)).isNotNull();
            assertThat(conversation.registered.poll(5, SECONDS)).isNotNull();
            conversation.push(conversation.grow(1));
            assertThat(client.next("notice").getLong("seq")).isEqualTo(1);
        }
    }

    @Test
    void readThatTooManyAskForAtOnceIsTriedAgainAndTheClientStays() throws Exception {
        start();
        try (var client = connected()) {
            conversation.push(conversation.grow(1));
            client.next("notice");
            var page = conversation.onRead;
            var welcome = conversation.onRegister;
            conversation.registered.clear();
            conversation.onRead = request -> {
                conversation.onRead = page;
                return Future.failedFuture(new BusFailure(ErrorCode.BUSY, "too many"));
            };
            conversation.onRegister = request -> {
                conversation.onRegister = welcome;
                return Future.failedFuture(new BusFailure(ErrorCode.BUSY, "too many"));
            };

            conversation.grow(1);
            conversation.push(conversation.grow(1));

            assertThat(client.next("notice").getLong("seq")).isEqualTo(2);
            assertThat(client.next("notice").getLong("seq")).isEqualTo(3);
            assertThat(conversation.registered).hasSize(2);
        }
    }

    @Test
    void beatOfAHigherEpochLeadsToTheNewOwner() throws Exception {
        start();
        try (var client = connected()) {
            conversation.registered.clear();
            conversation.epoch = 2;

            conversation.beat(new Position("p1", 2, 0L));

            assertThat(conversation.registered.poll(5, SECONDS)).isNotNull();
            conversation.push(conversation.grow(1));
            assertThat(client.next("notice").getLong("seq")).isEqualTo(1);
        }
    }

    @Test
    @Row(9)
    @Tag("slow")
    void ownerThatIsSilentForTenSecondsIsLookedForAnew() throws Exception {
        start();
        try (var client = connected()) {
            conversation.registered.clear();

            RegisterRequest again = conversation.registered.poll(20, SECONDS);

            assertThat(again).isNotNull();
            client.send("{\"type\":\"ping\"}");
            client.next("pong");
        }
    }

    @Test
    @Row(6)
    @Tag("slow")
    void allConnectionsLookForAnOwnerWhoseSilenceOnlySomeOfThemBreak() throws Exception {
        conversation.serve();
        Transport transport = new EventBusTransport(vertx, Duration.ofSeconds(5));
        Gateway gateway = new Gateway(
                vertx, GatewayConfig.of(new JsonObject()), transport, null, new DevAuthenticator(), System::nanoTime);
        vertx.runOnContext(in -> gateway.start().onSuccess(started -> {
            for (int i = 0; i < CROWD; i++) {
                Handshake handshake = new Handshake("p1", null, null, Lang.EN);
                gateway.open(new Visitor(new Principal("u" + i), handshake, "127.0.0.1"), new MemorySocket());
            }
            vertx.setPeriodic(200, timer -> gateway.sweep());
        }));

        await().atMost(Duration.ofSeconds(60)).until(() -> conversation.registered.size() >= 2 * CROWD);

        Map<String, Long> each = conversation.registered.stream()
                .collect(Collectors.groupingBy(RegisterRequest::connectionId, Collectors.counting()));
        assertThat(each)
                .hasSize(CROWD)
                .allSatisfy((connection, times) -> assertThat(times).isGreaterThanOrEqualTo(2));
    }

    @Test
    void pushThatWasLostBeforeTheAnswerToARegisterCameIsKnown() {
        Owners owners = new Owners(vertx, new EventBusTransport(vertx, Duration.ofSeconds(5)), "g1", System::nanoTime);
        owners.arrived("user.push.u1", pushed(12), 1);

        assertThat(owners.registered("user.push.u1", answered(11))).isFalse();
        assertThat(owners.registered("user.push.u1", answered(10))).isTrue();
    }

    private static Envelope pushed(long n) {
        return new Envelope("c1", "i1", n, "u1", "p1", null, 1, List.of(), null);
    }

    private static RegisterReply answered(long n) {
        return new RegisterReply(
                true, null, "s1", "c1", "i1", 1, n, "log", 0, false, null, List.of(), false, List.of(), "process");
    }
}

package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.Beat.Position;
import io.parley.bus.PushAck;
import io.parley.bus.RegisterReply;
import io.parley.bus.RegisterRequest;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Beats and acknowledgements mend whatever was lost between a gateway and a conversation; the client notices nothing. */
class OwnersTest extends GatewayFixture {
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
    void registerThatAnOwnerCannotAnswerNowIsTriedAgain() throws Exception {
        start();
        try (var client = connected()) {
            conversation.registered.clear();
            var welcome = conversation.onRegister;
            conversation.onRegister = request -> {
                conversation.onRegister = welcome;
                return Future.succeededFuture(
                        RegisterReply.refused(Refusal.of(ErrorCode.UNAVAILABLE).told(Lang.EN, "p1", null)));
            };

            conversation.beat(new Position("p1", 1, null));

            assertThat(conversation.registered.poll(5, SECONDS)).isNotNull();
            assertThat(conversation.registered.poll(5, SECONDS)).isNotNull();
            conversation.push(conversation.grow(1));
            assertThat(client.next("notice").getLong("seq")).isEqualTo(1);
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
}

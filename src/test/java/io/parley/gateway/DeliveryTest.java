package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.BusFailure;
import io.parley.bus.HandleReply;
import io.parley.bus.HandleRequest;
import io.parley.bus.Subscription;
import io.parley.client.TestClient;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A message reaches its conversation once and in its turn, or the client is told that it did not. */
class DeliveryTest extends GatewayFixture {
    @Test
    void messagesGoOneAtATimeInTheirOrder() throws Exception {
        start();
        Promise<HandleReply> first = Promise.promise();
        var answer = conversation.onHandle;
        conversation.onHandle = request -> first.future();
        try (var client = connected()) {
            client.send(TestClient.chat("c1", "one"));
            client.send(TestClient.chat("c2", "two"));
            HandleRequest one = conversation.handled.poll(5, SECONDS);
            client.send("{\"type\":\"ping\",\"id\":\"p\"}");

            assertThat(client.next().getString("type")).isEqualTo("pong");
            assertThat(conversation.handled).isEmpty();
            conversation.onHandle = answer;
            answer.apply(one).onComplete(first);
            assertThat(client.next("ack").getString("id")).isEqualTo("c1");
            assertThat(client.next("ack").getString("id")).isEqualTo("c2");
        }
    }

    @Test
    void messageThatNobodyAnswersIsSentAgainUnderItsIdAndHoldsBackTheNext() throws Exception {
        start(new JsonObject().put("request_timeout_ms", 2_000));
        var answer = conversation.onHandle;
        conversation.onHandle = request -> {
            conversation.onHandle = answer;
            return Promise.<HandleReply>promise().future();
        };
        try (var client = connected()) {
            client.send(TestClient.chat("c1", "one"));
            client.send(TestClient.chat("c2", "two"));

            assertThat(client.next("ack").getString("id")).isEqualTo("c1");
            assertThat(client.next("ack").getString("id")).isEqualTo("c2");
            assertThat(conversation.handled)
                    .extracting(request -> request.message().id())
                    .containsExactly("c1", "c1", "c2");
        }
    }

    @Test
    void messageWaitsForAConversationThatComesBack() throws Exception {
        Subscription served = conversation.serve();
        startGateway(new JsonObject());
        try (var client = connected()) {
            served.close().await(5, SECONDS);
            client.send(TestClient.chat("c1", "one"));
            client.send("{\"type\":\"ping\"}");
            client.next("pong");

            new ScriptedConversation(vertx, "c2").serve();

            assertThat(client.next("ack").getString("id")).isEqualTo("c1");
        }
    }

    @Test
    void messageThatFindsNoConversationInTimeIsUnavailable() throws Exception {
        Subscription served = conversation.serve();
        startGateway(new JsonObject().put("request_timeout_ms", 1_000));
        try (var client = connected()) {
            served.close().await(5, SECONDS);
            client.send(TestClient.chat("c1", "one"));

            JsonObject error = client.next();
            assertThat(error.getString("code")).isEqualTo("UNAVAILABLE");
            assertThat(error.getBoolean("retry")).isTrue();
            assertThat(error.getLong("retry_after_ms")).isBetween(1L, 1_000L);
            assertThat(error.getString("id")).isEqualTo("c1");
        }
    }

    @Test
    void connectionThatIsNotKnownIsRegisteredAnewAndTheMessageSentAgain() throws Exception {
        start();
        conversation.grow(2);
        var answer = conversation.onHandle;
        conversation.onHandle = request -> {
            conversation.onHandle = answer;
            conversation.grow(1);
            return Future.failedFuture(new BusFailure(ErrorCode.CONN_NOT_FOUND, "who?"));
        };
        try (var client = connected()) {
            conversation.registered.clear();
            client.send(TestClient.chat("c1", "one"));

            assertThat(client.next().getLong("seq")).isEqualTo(3);
            assertThat(client.next("ack").getString("id")).isEqualTo("c1");
            assertThat(conversation.registered.poll(5, SECONDS).lastSeq()).isEqualTo(2);
        }
    }

    @Test
    void connectionThatStaysUnknownIsToldSo() throws Exception {
        start();
        AtomicInteger asked = new AtomicInteger();
        conversation.onHandle = request -> {
            asked.incrementAndGet();
            return Future.succeededFuture(conversation.reply(Refusal.of(ErrorCode.CONN_NOT_FOUND)
                    .told(Lang.EN, "p1", request.message().id())));
        };
        try (var client = connected()) {
            client.send(TestClient.chat("c1", "one"));

            assertThat(client.next().getString("code")).isEqualTo("CONN_NOT_FOUND");
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void ownerThatIsGoneIsReplacedByWhoeverOwnsTheConversationNow() throws Exception {
        Subscription served = conversation.serve();
        startGateway(new JsonObject());
        try (var client = connected()) {
            ScriptedConversation next = new ScriptedConversation(vertx, "c2");
            next.epoch = 2;
            next.serve();
            served.close().await(5, SECONDS);

            client.send(TestClient.chat("c1", "one"));

            assertThat(client.next("ack").getString("id")).isEqualTo("c1");
            assertThat(next.registered.poll(5, SECONDS).sessionId())
                    .isEqualTo(client.connection().sessionId());
        }
    }

    @Test
    void whatComesBeforeTheConversationIsFoundWaitsForIt() throws Exception {
        startGateway(new JsonObject());
        try (var client = new TestClient(vertx, to("p1"))) {
            client.send("{\"type\":\"ping\",\"id\":\"early\"}");
            client.send(TestClient.chat("c1", "one"));

            conversation.serve();

            assertThat(client.next().getString("status")).isEqualTo("connected");
            assertThat(client.next().getString("id")).isEqualTo("early");
            assertThat(client.next().getString("id")).isEqualTo("c1");
        }
    }
}

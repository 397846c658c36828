package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.bus.Addresses;
import io.parley.bus.BusFailure;
import io.parley.bus.RegisterReply;
import io.parley.bus.Unregister;
import io.parley.client.TestClient;
import io.parley.ops.Metrics;
import io.parley.protocol.ErrorCode;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether clients are there, what is let go when they are not, and how the gateway leaves. */
class LivenessTest extends GatewayFixture {
    private static final JsonObject SHORT = new JsonObject().put("heartbeat_ms", 200);

    @Test
    void clientThatDoesNotAnswerAPingIsClosed() throws Exception {
        start(SHORT);
        try (var silent = RawSocket.upgraded(port)) {
            silent.read(RawSocket.TEXT);

            assertThat(silent.read(RawSocket.CLOSE).closeCode()).isEqualTo(4408);
            assertThat(conversation.unregistered.poll(5, SECONDS).reason()).isEqualTo("no_pong");
        }
    }

    @Test
    void clientOfSockJsThatDoesNotAnswerAPingIsClosed() throws Exception {
        start(SHORT);
        try (var silent = RawSocket.upgraded(port, "/sockjs/0/s/websocket?project_id=p1&user_id=u1")) {
            silent.read(RawSocket.PING);

            assertThat(conversation.unregistered.poll(5, SECONDS).reason()).isEqualTo("no_pong");
        }
    }

    @Test
    void clientOfSockJsThatAnswersPingsStays() throws Exception {
        start(new JsonObject().put("heartbeat_ms", 1_000));
        try (var raw = RawSocket.upgraded(port, "/sockjs/0/s/websocket?project_id=p1&user_id=u1")) {
            for (int i = 0; i < 3; i++) {
                raw.read(RawSocket.PING);
                raw.frame(RawSocket.PONG, true, new byte[0]);
            }

            assertThat(conversation.unregistered.poll()).isNull();
        }
    }

    @Test
    void clientThatDoesNotAnswerAPingIsClosedBeforeTheNext() throws Exception {
        start(new JsonObject().put("heartbeat_ms", 1_000));
        try (var silent = RawSocket.upgraded(port);
                var other = RawSocket.upgraded(port)) {
            silent.read(RawSocket.PING);
            other.read(RawSocket.PING);
            other.frame(RawSocket.PONG, true, new byte[0]);

            other.read(RawSocket.PING);

            assertThat(conversation.unregistered.poll()).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {RawSocket.PONG, RawSocket.TEXT})
    void anyFrameAnswersAPing(int opcode) throws Exception {
        start(new JsonObject().put("heartbeat_ms", 1_000));
        try (var raw = RawSocket.upgraded(port)) {
            raw.read(RawSocket.PING);
            raw.frame(opcode, true, new byte[0]);
            raw.read(RawSocket.PING);
            raw.frame(opcode, true, new byte[0]);
            raw.read(RawSocket.PING);

            raw.text("{\"type\":\"ping\",\"id\":\"still\"}");

            String text = raw.read(RawSocket.TEXT).text();
            while (!text.contains("still")) {
                text = raw.read(RawSocket.TEXT).text();
            }
            assertThat(text).contains("pong");
        }
    }

    @ParameterizedTest
    @CsvSource({"'',closed_by_client", "1000,closed_by_client", "1001,closed_by_client", "1002,socket_lost"})
    void clientThatClosesInOrderDoesNotMeanToComeBack(String code, String reason) throws Exception {
        start();
        try (var raw = RawSocket.upgraded(port)) {
            raw.read(RawSocket.TEXT);
            Buffer payload =
                    code.isEmpty() ? Buffer.buffer() : Buffer.buffer().appendUnsignedShort(Integer.parseInt(code));

            raw.frame(RawSocket.CLOSE, true, payload.getBytes());

            assertThat(conversation.unregistered.poll(5, SECONDS).reason()).isEqualTo(reason);
        }
    }

    @Test
    void usersPushesAreHeardWhileAnyOfTheirConnectionsIsOpen() throws Exception {
        start();
        var first = connected();
        var second = connected();

        first.close(1000);
        conversation.unregistered.poll(5, SECONDS);
        conversation.push(conversation.grow(1));
        assertThat(second.next("notice").getLong("seq")).isEqualTo(1);
        second.close(1000);
        conversation.unregistered.poll(5, SECONDS);

        await().atMost(Duration.ofSeconds(5)).until(() -> nobodyHears("u1"));
        try (var third = connected()) {
            conversation.push(conversation.grow(1));
            assertThat(third.next("notice").getLong("seq")).isEqualTo(2);
        }
    }

    @Test
    void connectionThatComesWhileTheLastOneLeavesHearsItsPushes() throws Exception {
        start();
        var before = connected();
        for (int i = 1; i <= 20; i++) {
            before.connection().close();
            before = connected();

            conversation.push(conversation.grow(1));

            assertThat(before.next("notice").getLong("seq")).isEqualTo(i);
        }
    }

    @Test
    void readerThatDoesNotReadIsClosedAndOthersAreNot() throws Exception {
        start();
        try (var slow = RawSocket.upgraded(port);
                var other = connected()) {
            slow.read(RawSocket.TEXT);
            String text = "x".repeat(100_000);
            for (int i = 0; i < 400; i++) {
                vertx.eventBus()
                        .publish(
                                "user.push.u1",
                                new JsonObject().put("type", "flood").put("text", text));
                other.next("flood");
            }

            var left = conversation.unregistered.poll(5, SECONDS);
            assertThat(left.reason()).isEqualTo("slow_consumer");
            conversation.push(conversation.grow(1));
            assertThat(other.next("notice").getLong("seq")).isEqualTo(1);
        }
    }

    @Test
    void messageLargerThanTheQueueReachesWhoReads() throws Exception {
        start(new JsonObject("{\"queue\":{\"messages\":2,\"bytes\":1024}}"));
        try (var client = connected()) {
            String text = "你".repeat(100_000);
            vertx.eventBus()
                    .publish("user.push.u1", new JsonObject().put("type", "big").put("text", text));

            assertThat(client.next("big").getString("text")).isEqualTo(text);
        }
    }

    @Test
    void statesAreCounted() throws Exception {
        start(new JsonObject().put("reconnecting_ms", 60_000).put("heartbeat_ms", 20_000));
        var leaver = connected();
        var raw = RawSocket.upgraded(port);
        raw.read(RawSocket.TEXT);
        String session = conversation.registered.stream()
                .reduce((one, later) -> later)
                .orElseThrow()
                .connectionId();
        expect("connected", 2);

        leaver.close(1000);
        raw.cut();
        expect("connected", 0);
        expect("reconnecting", 1);
        expect("disconnected", 1);

        try (var back = connected(to("p1").resuming("s-" + session, 0L))) {
            expect("connected", 1);
            expect("reconnecting", 0);
            assertThat(back.connection().sessionId()).isEqualTo("s-" + session);
        }
    }

    @Test
    void sessionThatDoesNotComeBackIsGivenUp() throws Exception {
        start(new JsonObject().put("reconnecting_ms", 300).put("heartbeat_ms", 200));
        var raw = RawSocket.upgraded(port);
        raw.read(RawSocket.TEXT);

        raw.cut();

        expect("disconnected", 1);
        expect("reconnecting", 0);
    }

    @Test
    void gatewayThatStopsTellsEachClientWhenToComeBack() throws Exception {
        conversation.serve();
        String id = startGateway(new JsonObject().put("drain_ms", 200));
        try (var first = connected();
                var second = connected()) {
            vertx.undeploy(id).await(10, SECONDS);

            JsonObject told = first.next("status");
            JsonObject later = second.next("status");
            assertThat(told.getString("status")).isEqualTo("draining");
            assertThat(told.getJsonObject("details").getLong("reconnect_after_ms"))
                    .isLessThan(later.getJsonObject("details").getLong("reconnect_after_ms"));
            assertThat(first.closeCode()).isEqualTo(1012);
            assertThat(second.closeCode()).isEqualTo(1012);
            assertThat(conversation.unregistered).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /ws?project_id=p1 HTTP/1.1\r\nHost: x\r\n",
                "POST /sockjs/0/s/xhr?project_id=p1&user_id=u1 HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab"
            })
    void requestThatIsNeverFinishedIsClosed(String begun) throws Exception {
        start(new JsonObject().put("handshake_timeout_ms", 200).put("heartbeat_ms", 2_000));
        try (var raw = new RawSocket(port)) {
            raw.write(begun);

            assertThat(raw.isEnded()).isTrue();
        }
    }

    @Test
    void connectionThatWasUpgradedOutlivesTheHandshakesDeadline() throws Exception {
        start(new JsonObject().put("handshake_timeout_ms", 100).put("heartbeat_ms", 2_000));
        try (var client = connected();
                var never = new RawSocket(port)) {
            assertThat(never.isEnded()).isTrue();
            client.send(TestClient.chat("c1", "still here"));

            assertThat(client.next("ack").getString("id")).isEqualTo("c1");
        }
    }

    @Test
    void connectionWhoseRegisterNobodyAnsweredIsUnregisteredTwiceAllTheSame() throws Exception {
        conversation.onRegister = request -> Promise.<RegisterReply>promise().future();
        start();
        var client = new TestClient(vertx, to("p1"));
        String connectionId = conversation.registered.poll(5, SECONDS).connectionId();

        client.close();

        for (int times = 0; times < 2; times++) {
            Unregister notice = conversation.unregistered.poll(10, SECONDS);
            assertThat(notice.connectionId()).isEqualTo(connectionId);
            assertThat(notice.sessionId()).isNull();
        }
    }

    @Test
    void ownerIsToldAgainAtItsNextTwoBeatsThatAConnectionIsGone() throws Exception {
        var other = new ScriptedConversation(vertx, "c2");
        start();
        var client = connected();
        var gateway = conversation.registered.remove().gateway();
        client.close();
        String connectionId = conversation.unregistered.poll(10, SECONDS).connectionId();
        conversation.unregistered.poll(10, SECONDS); // it may have been lost, as the first

        other.beatTo(gateway);
        for (int beats = 0; beats < 2; beats++) {
            conversation.beat();
            assertThat(conversation.unregistered.poll(10, SECONDS))
                    .extracting(Unregister::connectionId)
                    .isEqualTo(connectionId);
        }
        conversation.beat();

        try (var next = connected()) {
            next.send("{\"type\":\"ping\"}");
            next.next("pong");
            assertThat(conversation.unregistered).isEmpty();
        }
    }

    @Test
    void registerThatMayBeServedAfterItsConnectionWentIsUndoneAndNotTriedAgain() throws Exception {
        Promise<RegisterReply> answer = Promise.promise();
        conversation.onRegister = request -> answer.future();
        start();
        var client = new TestClient(vertx, to("p1"));
        String connectionId = conversation.registered.poll(5, SECONDS).connectionId();
        client.close();
        conversation.unregistered.poll(10, SECONDS);
        conversation.unregistered.poll(10, SECONDS);

        answer.fail(new BusFailure(ErrorCode.UNAVAILABLE, "its reply was lost"));

        Unregister undone = conversation.unregistered.poll(10, SECONDS);
        assertThat(undone.connectionId()).isEqualTo(connectionId);
        assertThat(conversation.registered).isEmpty();
    }

    private void expect(String status, int count) {
        String line = "websocket_connections_total{status=\"" + status + "\"} " + count + ".0";
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(Metrics.of(vertx).scrape().orElseThrow()).contains(line));
    }

    private boolean nobodyHears(String userId) throws Exception {
        var soon = new DeliveryOptions().setSendTimeout(50);
        try {
            vertx.eventBus()
                    .request(Addresses.userPush(userId), new JsonObject().put("type", "probe"), soon)
                    .await(5, SECONDS);
            return false;
        } catch (ReplyException failure) {
            return failure.failureType() == ReplyFailure.NO_HANDLERS;
        }
    }
}

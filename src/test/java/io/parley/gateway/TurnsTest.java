package io.parley.gateway;

import static io.parley.gateway.RatesTest.answer;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.HandleReply;
import io.parley.bus.HandleRequest;
import io.parley.client.TestClient;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message costs that is sent again, refused, or not sent at all. */
class TurnsTest extends GatewayFixture {
    private static final int REMEMBERED_IDS = 512;

    @Test
    void whatPaidNothingIsGivenNothingBack() throws Exception {
        Set<String> known = new HashSet<>();
        conversation.onHandle = request -> {
            boolean isNew = known.add(idOf(request));
            Future<?> time = idOf(request).startsWith("new")
                    ? vertx.timer(50, MILLISECONDS) // so that the next is here before its answer
                    : Future.succeededFuture();
            return time.map(now -> acknowledged(request, !isNew));
        };
        start(rate(REMEMBERED_IDS + 2, 1, 0));
        TestClient client = connected();
        for (int i = 0; i < REMEMBERED_IDS; i++) {
            assertThat(answer(client, "c" + i)).isEqualTo("ack");
        }

        int passed = 0;
        String first = "ack";
        while (passed < 100 && first.equals("ack")) {
            client.send(TestClient.chat("new" + passed, "hello"));
            client.send(TestClient.chat("c" + 2 * passed, "hello")); // whose id is forgotten for the new one
            first = typeOf(client.next());
            client.next();
            passed++;
        }

        assertThat(first).isEqualTo("RATE_LIMIT");
    }

    @ParameterizedTest
    @EnumSource(names = {"BUSY", "NOT_FOUND", "CONFLICT"})
    void whatIsRefusedIsNoTurn(ErrorCode why) throws Exception {
        refuseFirst(3, why);
        start(rate(1000, 1000, 2));
        TestClient client = connected();

        for (int i = 0; i < 3; i++) {
            assertThat(answer(client, "c0")).isEqualTo(why.name());
        }
        assertThat(answer(client, "c0")).isEqualTo("ack");
    }

    @Test
    void whatMayHaveBecomeATurnIsCounted() throws Exception {
        refuseFirst(2, ErrorCode.UNAVAILABLE);
        start(rate(1000, 1000, 2));
        TestClient client = connected();

        assertThat(answer(client, "c0")).isEqualTo("UNAVAILABLE");
        assertThat(answer(client, "c1")).isEqualTo("UNAVAILABLE");
        assertThat(answer(client, "c2")).isEqualTo("RATE_LIMIT");
    }

    @Test
    void whatIsSentTwiceBeforeItsAnswerIsOneTurn() throws Exception {
        Promise<Void> go = Promise.promise();
        AtomicInteger asked = new AtomicInteger();
        conversation.onHandle = request -> go.future().map(gone -> acknowledged(request, asked.incrementAndGet() == 2));
        start(rate(1000, 1000, 2));
        TestClient client = connected();
        client.send(TestClient.chat("c0", "hello"));
        client.send(TestClient.chat("c0", "hello"));
        pong(client);
        go.complete();
        assertThat(client.next("ack").getBoolean("duplicate")).isFalse();
        assertThat(client.next("ack").getBoolean("duplicate")).isTrue();

        assertThat(answer(client, "c1")).isEqualTo("ack");
        assertThat(answer(client, "c2")).isEqualTo("RATE_LIMIT");
    }

    @Test
    void whatWasNotSentOnBeforeItsClientLeftCostsNothing() throws Exception {
        Promise<Void> go = Promise.promise();
        conversation.onHandle = request -> (idOf(request).equals("c0") ? go.future() : Future.succeededFuture())
                .map(gone -> acknowledged(request, false));
        start(rate(4, 1, 3));
        TestClient client = connected();
        for (int i = 0; i < 3; i++) {
            client.send(TestClient.chat("c" + i, "hello"));
        }
        pong(client);
        client.close(1000);
        assertThat(conversation.unregistered.poll(5, SECONDS)).isNotNull();
        go.complete();

        TestClient again = connected();
        assertThat(answer(again, "c1")).isEqualTo("ack");
        assertThat(answer(again, "c2")).isEqualTo("ack");
        assertThat(answer(again, "c3")).isEqualTo("RATE_LIMIT");
    }

    @Test
    void whatIsSentAgainBehindALostConnectionIsOneTurn() throws Exception {
        Promise<Void> go = Promise.promise();
        AtomicInteger asked = new AtomicInteger();
        conversation.onHandle = request -> asked.getAndIncrement() == 0
                ? go.future().map(gone -> refused(request, ErrorCode.BUSY))
                : plain(request);
        start(rate(1000, 1000, 1));
        TestClient client = connected();
        client.send(TestClient.chat("c0", "hello"));
        assertThat(conversation.handled.poll(5, SECONDS)).isNotNull();
        client.close(1000);
        assertThat(conversation.unregistered.poll(5, SECONDS)).isNotNull();
        go.complete();

        TestClient again = connected();
        pong(again);
        assertThat(answer(again, "c0")).as("the first was refused behind it").isEqualTo("ack");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"command\",\"command\":\"history\",\"id\":\"c0\"}",
                "{\"type\":\"command\",\"command\":\"cancel\",\"id\":\"c0\"}",
                "{\"type\":\"ping\",\"id\":\"c0\"}",
                "{\"type\":\"auth\",\"token\":\"x\",\"id\":\"c0\"}",
                "{\"type\":\"nothing\",\"id\":\"c0\"}"
            })
    void idThatWasAnsweredIsFreeForNothingElse(String other) throws Exception {
        start(rate(4, 1, 0));
        try (var raw = RawSocket.upgraded(port)) {
            raw.readMessage();
            raw.text("{\"type\":\"chat\",\"content\":\"hello\",\"id\":\"c0\"}");
            RawSocket.Frame answer = raw.readMessage();
            for (int i = 0; i < 100 && answer.opcode() != RawSocket.CLOSE; i++) {
                raw.text(other);
                answer = raw.readMessage();
            }

            assertThat(answer.opcode()).isEqualTo(RawSocket.CLOSE);
            assertThat(answer.closeCode()).isEqualTo(4429);
        }
    }

    @Test
    void allThatMakesAnEntryIsFreeWhenItIsSentAgain() throws Exception {
        Set<String> logged = ConcurrentHashMap.newKeySet();
        conversation.onHandle = request -> Future.succeededFuture(acknowledged(request, !logged.add(idOf(request))));
        start(rate(4, 1, 0));
        TestClient client = connected();
        List<String> all = List.of(
                "{\"type\":\"chat\",\"id\":\"c0\",\"content\":\"hello\"}",
                "{\"type\":\"action\",\"id\":\"c1\",\"action\":\"yes\"}",
                "{\"type\":\"command\",\"id\":\"c2\",\"command\":\"regenerate\",\"args\":{\"message_id\":\"m1\"}}",
                "{\"type\":\"command\",\"id\":\"c3\",\"command\":\"generate\"}");

        for (int i = 0; i < 10; i++) {
            for (String one : all) {
                client.send(one);
                assertThat(typeOf(client.next())).isEqualTo("ack");
            }
        }
    }

    private void refuseFirst(int times, ErrorCode why) {
        AtomicInteger asked = new AtomicInteger();
        conversation.onHandle = request ->
                asked.getAndIncrement() < times ? Future.succeededFuture(refused(request, why)) : plain(request);
    }

    private Future<HandleReply> plain(HandleRequest request) {
        return Future.succeededFuture(acknowledged(request, false));
    }

    private HandleReply acknowledged(HandleRequest request, boolean duplicate) {
        return conversation.reply(new ServerMessage.Ack(1, "p1", idOf(request), "m1", 1L, duplicate));
    }

    private HandleReply refused(HandleRequest request, ErrorCode why) {
        return conversation.reply(new ServerMessage.Failure(
                1, "p1", why, "refused", why.retry(), idOf(request), why.retry() ? 1L : null, null));
    }

    private static String idOf(HandleRequest request) {
        return String.valueOf(request.message().id());
    }

    /** All that was sent before has been judged. */
    private static void pong(TestClient client) throws Exception {
        client.send("{\"type\":\"ping\",\"id\":\"p\"}");
        client.next("pong");
    }

    private static String typeOf(JsonObject answer) {
        return answer.getString("code", answer.getString("type"));
    }

    private static JsonObject rate(int burst, int aSecond, int turnsAMinute) {
        return new JsonObject()
                .put(
                        "rate",
                        new JsonObject()
                                .put("burst", burst)
                                .put("messages_per_second", aSecond)
                                .put("turns_per_minute", turnsAMinute));
    }
}

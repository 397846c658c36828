package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.BusFailure;
import io.parley.bus.HandleReply;
import io.parley.client.TestClient;
import io.parley.faults.Row;
import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens to messages that cannot be taken, and that the next one is. */
class MessageErrorTest extends GatewayFixture {
    private static final String PING = "{\"type\":\"ping\",\"id\":\"after\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello|JSON",
                "null|object",
                "[]|object",
                "{}|\"type\"",
                "{\"type\":\"shout\"}|\"shout\"",
                "{\"type\":\"chat\"}|\"content\"",
                "{\"type\":\"chat\",\"content\":5}|\"content\"",
                "{\"type\":\"chat\",\"content\":\"a\",\"content\":\"b\"}|JSON",
                "{\"type\":\"chat\",\"content\":\"hi\",\"id\":\"a b\"}|\"id\"",
                "{\"type\":\"command\",\"command\":\"dance\"}|\"command\""
            })
    void messageThatIsWrongIsRefusedByNameAndTheConnectionStays(String text, String named) throws Exception {
        start();
        try (var client = connected()) {
            client.send(text);
            client.send(PING);

            JsonObject error = client.next();
            assertThat(error.getString("code")).isEqualTo("BAD_REQUEST");
            assertThat(error.getBoolean("retry")).isFalse();
            assertThat(error.getString("message")).contains(named);
            assertThat(client.next().getString("id")).isEqualTo("after");
        }
    }

    @Test
    void errorCarriesTheIdOfItsMessageInTheLanguageOfTheClient() throws Exception {
        start();
        try (var client = connected(to("p1").withLang("zh"))) {
            client.send("{\"type\":\"chat\",\"id\":\"c9\",\"content\":\"\"}");

            JsonObject error = client.next();
            assertThat(error.getString("id")).isEqualTo("c9");
            assertThat(error.getString("message")).isEqualTo("字段“content”没有内容。");
        }
    }

    @Test
    @Row(24)
    void deepJsonIsRefusedAndTheConnectionStays() throws Exception {
        start();
        try (var client = connected()) {
            client.send(
                    "{\"type\":\"action\",\"action\":\"a\",\"args\":" + "{\"a\":".repeat(40) + "1" + "}".repeat(41));
            client.send("[".repeat(60_000));
            client.send(PING);

            assertThat(client.next().getString("code")).isEqualTo("BAD_REQUEST");
            assertThat(client.next().getString("code")).isEqualTo("BAD_REQUEST");
            assertThat(client.next().getString("id")).isEqualTo("after");
        }
    }

    @Test
    @Row(22)
    void messageOverTheLimitInBytesIsRefusedAndTheConnectionStays() throws Exception {
        start(new JsonObject().put("max_message_bytes", 1_024).put("max_frame_bytes", 4_096));
        try (var client = connected()) {
            client.send(TestClient.chat("c1", "你".repeat(400)));
            client.send(PING);

            JsonObject error = client.next();
            assertThat(error.getString("code")).isEqualTo("MSG_TOO_LARGE");
            assertThat(error.getString("id")).isEqualTo("c1");
            assertThat(error.getString("message")).contains("1024");
            assertThat(client.next().getString("id")).isEqualTo("after");
        }
    }

    @Test
    @Row(22)
    void messageOfOneByteTooManyIsRefusedAndOneOfJustEnoughIsNot() throws Exception {
        start(new JsonObject().put("max_message_bytes", 1_024));
        try (var client = connected()) {
            client.send(PING + " ".repeat(1_024 - PING.length()));
            client.send(PING + " ".repeat(1_025 - PING.length()));
            client.send(PING);

            assertThat(client.next().getString("type")).isEqualTo("pong");
            JsonObject error = client.next();
            assertThat(error.getString("code")).isEqualTo("MSG_TOO_LARGE");
            assertThat(error.getBoolean("retry")).isFalse();
            assertThat(client.next().getString("type")).isEqualTo("pong");
        }
    }

    @Test
    @Row(22)
    void frameOverTheLimitClosesTheConnection() throws Exception {
        start(new JsonObject().put("max_message_bytes", 1_024).put("max_frame_bytes", 2_048));
        try (var client = connected()) {
            client.send(TestClient.chat("c1", "x".repeat(2_100)));

            assertThat(client.next().getString("code")).isEqualTo("MSG_TOO_LARGE");
            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    @Row(22)
    void frameThatIsNotEvenReadLeavesNoSocketOpen() throws Exception {
        start(new JsonObject().put("max_message_bytes", 1_024).put("max_frame_bytes", 2_048));
        try (var client = connected()) {
            client.send(TestClient.chat("c1", "x".repeat(5_000)));

            assertThat(client.closeCode()).isIn(1006, 1009);
            assertThat(conversation.unregistered.poll(5, SECONDS)).isNotNull();
        }
    }

    @Test
    @Row(22)
    void messageInFragmentsIsReadWholeAndLimitedAsAWhole() throws Exception {
        start(new JsonObject().put("max_message_bytes", 1_024).put("max_frame_bytes", 2_048));
        try (var raw = RawSocket.upgraded(port)) {
            raw.read(RawSocket.TEXT);
            raw.frame(RawSocket.TEXT, false, "{\"type\":\"ping\",\"id\":\"你".getBytes(StandardCharsets.UTF_8));
            raw.frame(RawSocket.PING, true, new byte[0]);
            raw.frame(RawSocket.CONTINUATION, true, "\"}".getBytes(StandardCharsets.UTF_8));
            assertThat(raw.read(RawSocket.TEXT).text()).contains("BAD_REQUEST");

            raw.frame(RawSocket.TEXT, false, new byte[1_500]);
            raw.frame(RawSocket.CONTINUATION, false, new byte[1_500]);

            assertThat(raw.read(RawSocket.TEXT).text()).contains("MSG_TOO_LARGE");
            assertThat(raw.read(RawSocket.CLOSE).closeCode()).isEqualTo(1009);
            raw.frame(RawSocket.CLOSE, true, new byte[] {3, (byte) 0xf1});
            assertThat(raw.isEnded()).isTrue();
            assertThat(conversation.unregistered.poll(5, SECONDS).reason()).isEqualTo("too_large");
        }
    }

    @Test
    void binaryFrameIsRefusedAndTheConnectionStays() throws Exception {
        start();
        try (var raw = RawSocket.upgraded(port)) {
            raw.read(RawSocket.TEXT);
            raw.frame(RawSocket.BINARY, true, new byte[] {1, 2, 3});
            raw.text(PING);

            assertThat(raw.read(RawSocket.TEXT).text()).contains("BAD_REQUEST");
            assertThat(raw.read(RawSocket.TEXT).text()).contains("pong");
        }
    }

    @Test
    @Row(24)
    void textThatIsNoUtf8IsRefusedAndTheConnectionStays() throws Exception {
        start();
        try (var raw = RawSocket.upgraded(port)) {
            raw.read(RawSocket.TEXT);
            raw.frame(RawSocket.TEXT, true, new byte[] {'"', (byte) 0xc3, (byte) 0x28, '"'});
            raw.frame(RawSocket.TEXT, false, new byte[] {'"', (byte) 0xc3});
            raw.frame(RawSocket.CONTINUATION, true, new byte[] {(byte) 0x28, '"'});
            raw.text(PING);

            assertThat(raw.read(RawSocket.TEXT).text()).contains("BAD_REQUEST", "UTF-8");
            assertThat(raw.read(RawSocket.TEXT).text()).contains("BAD_REQUEST", "UTF-8");
            assertThat(raw.read(RawSocket.TEXT).text()).contains("pong");
        }
    }

    @Test
    @Row(24)
    void handlingThatThrowsIsAnInternalErrorWithACorrelationIdAndTheNextIsHandled() throws Exception {
        start();
        var working = conversation.onHandle;
        conversation.onHandle = request -> {
            throw new IllegalStateException("a bug");
        };
        try (var client = connected()) {
            client.send(TestClient.chat("c1", "hello"));
            JsonObject error = client.next();
            conversation.onHandle = working;
            client.send(TestClient.chat("c2", "hello"));

            assertThat(error.getString("code")).isEqualTo("INTERNAL_ERROR");
            assertThat(error.getString("id")).isEqualTo("c1");
            assertThat(error.getString("correlation_id")).isNotBlank();
            assertThat(error.encode()).doesNotContain("bug");
            assertThat(client.next("ack").getString("id")).isEqualTo("c2");
        }
    }

    @Test
    void refusalOfTheConversationIsToldUnderItsCode() throws Exception {
        start();
        conversation.onHandle = request -> Future.failedFuture(new BusFailure(ErrorCode.BUSY, "full"));
        try (var client = connected()) {
            client.send(TestClient.chat("c1", "hello"));

            JsonObject error = client.next();
            assertThat(error.getString("code")).isEqualTo("BUSY");
            assertThat(error.getBoolean("retry")).isTrue();
            assertThat(error.getLong("retry_after_ms")).isBetween(1L, 5_000L);
            assertThat(error.getString("id")).isEqualTo("c1");
        }
    }

    @Test
    void whatWaitsIsBounded() throws Exception {
        start(new JsonObject("{\"rate\":{\"burst\":1000}}"));
        conversation.onHandle = request -> Promise.<HandleReply>promise().future();
        try (var client = connected()) {
            for (int i = 0; i < 258; i++) {
                client.send(TestClient.chat("c" + i, "hello"));
            }

            JsonObject error = client.next();
            assertThat(error.getString("code")).isEqualTo("BUSY");
            assertThat(error.getString("id")).isEqualTo("c257");
        }
    }

    @Test
    void userWhoIsTooFastIsToldWhenToGoOnAndWhatWasAnsweredIsExempt() throws Exception {
        start(new JsonObject("{\"rate\":{\"burst\":2,\"messages_per_second\":1}}"));
        try (var client = connected();
                var otherTab = connected()) {
            client.send(TestClient.chat("c1", "hello"));
            client.next("ack");
            otherTab.send(TestClient.chat("c2", "hello"));
            otherTab.next("ack");

            client.send(TestClient.chat("c3", "hello"));
            JsonObject error = client.next();
            client.send(TestClient.chat("c1", "hello"));

            assertThat(error.getString("code")).isEqualTo("RATE_LIMIT");
            assertThat(error.getString("id")).isEqualTo("c3");
            assertThat(error.getBoolean("retry")).isTrue();
            assertThat(error.getLong("retry_after_ms")).isBetween(1L, 2_000L);
            assertThat(client.next("ack").getString("id")).isEqualTo("c1");
        }
    }

    @Test
    @Row(21)
    void floodIsClosed() throws Exception {
        start(new JsonObject("{\"rate\":{\"burst\":1,\"messages_per_second\":1}}"));
        try (var client = connected()) {
            for (int i = 0; i < 4; i++) {
                client.send(PING);
            }

            assertThat(client.next("error").getString("code")).isEqualTo("RATE_LIMIT");
            assertThat(client.closeCode()).isEqualTo(4429);
        }
    }
}

package io.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** What a client says before it is told {@code connected}. */
class EarlyTest extends GatewayFixture {
    @Test
    void whatIsNoTextIsRefusedBehindConnected() throws Exception {
        startGateway(new JsonObject());
        try (var raw = RawSocket.upgraded(port)) {
            raw.frame(RawSocket.BINARY, true, new byte[] {1});
            isTaken(raw);

            conversation.serve();

            assertThat(message(raw).getString("status")).isEqualTo("connected");
            assertThat(message(raw).getString("code")).isEqualTo("BAD_REQUEST");
        }
    }

    @Test
    void tooManyMessagesInOneFrameOfSockJsAreRefusedBehindConnected() throws Exception {
        startGateway(new JsonObject());
        try (var raw = RawSocket.upgraded(port, "/sockjs/0/s1/websocket?project_id=p1&user_id=u1")) {
            assertThat(raw.readMessage().text()).isEqualTo("o");
            raw.text(new JsonArray(Collections.nCopies(17, "{\"type\":\"ping\"}")).encode());
            isTaken(raw);

            conversation.serve();

            assertThat(raw.readMessage().text()).contains("connected");
            assertThat(raw.readMessage().text()).contains("BAD_REQUEST");
        }
    }

    @Test
    void whoSaysMoreThanIsKeptIsSentAway() throws Exception {
        startGateway(new JsonObject("{\"queue\":{\"bytes\":32768}}"));
        try (var raw = RawSocket.upgraded(port)) {
            raw.text("{\"type\":\"chat\",\"content\":\"" + "x".repeat(20_000) + "\"}");
            raw.text("{\"type\":\"chat\",\"content\":\"" + "x".repeat(20_000) + "\"}");

            assertThat(message(raw).getString("code")).isEqualTo("RATE_LIMIT");
            assertThat(raw.readMessage().closeCode()).isEqualTo(4429);
        }
    }

    /** The gateway has all that was sent before. */
    private static void isTaken(RawSocket raw) throws Exception {
        raw.frame(RawSocket.PING, true, new byte[0]);
        raw.read(RawSocket.PONG);
    }

    private static JsonObject message(RawSocket raw) throws Exception {
        return new JsonObject(raw.readMessage().text());
    }
}

package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.faults.Row;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Where nothing lets WebSockets through, the client of SockJS reads one response without an end; or does not read it. */
@Row(20)
class UnreadStreamTest extends GatewayFixture {
    private static final String REQUEST =
            "POST /sockjs/0/s1/xhr_streaming?project_id=p1&user_id=u2 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";

    @Test
    void whoNeverReadsItsStreamOverHttpIsClosedAndItsSocketGoneInTheEnd() throws Exception {
        start(new JsonObject("{\"queue\":{\"stalled_ms\":500},\"heartbeat_ms\":6000}"));
        try (RawSocket never = RawSocket.small(port)) {
            never.write(REQUEST);
            assertThat(never.readHead()).startsWith("HTTP/1.1 200");
            assertThat(conversation.registered.poll(5, SECONDS)).isNotNull();
            for (int i = 0; i < 200; i++) {
                JsonObject message =
                        new JsonObject().put("type", "flood").put("i", i).put("text", "x".repeat(4_000));
                vertx.eventBus().publish("user.push.u2", message);
            }

            assertThat(conversation.unregistered.poll(5, SECONDS).reason()).isEqualTo("slow_consumer");
            await().atMost(Duration.ofSeconds(30)).until(() -> !canSay(never));
        }
    }

    private static boolean canSay(RawSocket socket) {
        try {
            socket.write("\r\n");
            return true;
        } catch (IOException reset) {
            return false;
        }
    }
}

package io.parley.gateway;

import static io.parley.gateway.RatesTest.answer;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.HandleReply;
import io.parley.bus.HandleRequest;
import io.parley.client.TestClient;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

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

    private HandleReply acknowledged(HandleRequest request, boolean duplicate) {
        return conversation.reply(new ServerMessage.Ack(1, "p1", idOf(request), "m1", 1L, duplicate));
    }

    private static String idOf(HandleRequest request) {
        return String.valueOf(request.message().id());
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

package io.parley.faults.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** When a scripted client sends again, as the protocol asks of clients. */
class OutboxTest {
    private static final JsonObject CHAT = new JsonObject().put("type", "chat").put("id", "q1");

    private final Outbox outbox = new Outbox();

    @Test
    void ownBackOffIsCutToWhatTheServerSaid() {
        outbox.add(CHAT);

        for (int i = 0; i < 10; i++) {
            outbox.again(error("UNAVAILABLE", 700));
        }

        assertThat(outbox.again(error("UNAVAILABLE", 700))).isEqualTo(700);
    }

    @Test
    void ownBackOffMayBeShorter() {
        outbox.add(CHAT);

        assertThat(outbox.again(error("UNAVAILABLE", 700))).isEqualTo(100);
    }

    @Test
    void whoWasTooFastWaitsAsLongAsItIsTold() {
        outbox.add(CHAT);

        assertThat(outbox.again(error("RATE_LIMIT", 700))).isEqualTo(700);
    }

    private static JsonObject error(String code, long retryAfterMs) {
        return new JsonObject()
                .put("type", "error")
                .put("code", code)
                .put("id", "q1")
                .put("retry", true)
                .put("retry_after_ms", retryAfterMs);
    }
}

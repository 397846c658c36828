package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.Envelope;
import io.parley.bus.EventBusTransport;
import io.parley.protocol.ServerMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A conversation service that starts anew under its old name counts its pushes from 1 again. */
class OwnerRestartTest extends GatewayFixture {
    @Test
    void ownerThatHasStartedAnewUnderItsNameIsHeardFromItsFirstPush() throws Exception {
        start();
        try (var client = connected()) {
            for (int i = 0; i < 3; i++) {
                conversation.push(conversation.grow(1));
            }
            client.upTo("notice", notice -> notice.getLong("seq") == 3);
            conversation.registered.clear();

            conversation.restart();
            conversation.beat();
            assertThat(conversation.registered.poll(5, SECONDS)).isNotNull();
            conversation.push(new ServerMessage.AiDelta(1, "p1", "a1", "m1", 1, 0, "heard", null, null)); // n is 1

            assertThat(client.next("ai_delta").getString("content")).isEqualTo("heard");
        }
    }

    @Test
    void whatIsOfAStartThatIsOverIsLate() {
        var owners = new Owners(vertx, new EventBusTransport(vertx, Duration.ofSeconds(1)), "g1", System::nanoTime);
        owners.arrived("to", push("i1", 7), 1);

        assertThat(owners.isLate("to", push("i2", 1))).isFalse();
        assertThat(owners.arrived("to", push("i2", 1), 1)).isZero();

        assertThat(owners.isLate("to", push("i2", 1))).isTrue();
        assertThat(owners.isLate("to", push("i1", 8))).isTrue();
        assertThat(owners.isLate("to", push("i2", 2))).isFalse();
    }

    private static Envelope push(String incarnation, long n) {
        return new Envelope("bot", incarnation, n, "u1", "p1", null, 1, List.of(), null);
    }
}

package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.Beat;
import io.parley.bus.Envelope;
import io.parley.bus.EventBusTransport;
import io.parley.protocol.ServerMessage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A conversation service that starts anew under its old name counts its pushes from 1 again. */
class OwnerRestartTest extends GatewayFixture {
    private long nanos;
    private final Owners owners =
            new Owners(vertx, new EventBusTransport(vertx, Duration.ofSeconds(1)), "g1", () -> nanos);

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

    /** Two of one name, as by mistake, are both heard: what is out of date, their epochs say. */
    @Test
    void eachStartCountsForItself() {
        owners.arrived("to", push("i1", 7), 1);

        assertThat(owners.isLate("to", push("i2", 1))).isFalse();
        assertThat(owners.arrived("to", push("i2", 1), 1)).isZero();
        owners.heard(new Beat("bot", "i2", "log1", List.of()));

        assertThat(owners.isLate("to", push("i2", 1))).isTrue();
        assertThat(owners.isLate("to", push("i1", 7))).isTrue();
        assertThat(owners.isLate("to", push("i1", 8))).isFalse();
        assertThat(owners.arrived("to", push("i1", 9), 1)).isOne();
    }

    @Test
    void isSilentOnlyWhenNoneOfItsStartsIsHeard() {
        owners.heard(new Beat("bot", "i1", "log1", List.of()));
        after(6);
        owners.heard(new Beat("bot", "i2", "log1", List.of()));

        assertThat(after(5)).isEmpty();
        assertThat(after(5)).containsExactly("bot");
    }

    /** What is silent when so many seconds more are over. */
    private Set<String> after(int seconds) {
        Set<String> silent = Set.of();
        for (int i = 0; i < seconds; i++) {
            nanos += SECONDS.toNanos(1);
            silent = owners.silent();
        }
        return silent;
    }

    private static Envelope push(String incarnation, long n) {
        return new Envelope("bot", incarnation, n, "u1", "p1", null, 1, List.of(), null);
    }
}

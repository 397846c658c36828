package io.parley.gateway;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.ops.Meters;
import io.parley.ops.Metrics;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CensusTest {
    private static final long RECONNECTING_MS = 1_000;

    private final Vertx vertx = Vertx.vertx();
    private long nowNanos = Long.MAX_VALUE - MILLISECONDS.toNanos(RECONNECTING_MS) / 2; // and it goes on below zero
    private final Census census = new Census(Meters.of(vertx), RECONNECTING_MS, 10, () -> nowNanos);

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void lostSessionIsWaitedForByAClockThatNobodySets() {
        census.left(census.connected(census.opened(), "s1"), "s1");

        nowNanos += MILLISECONDS.toNanos(RECONNECTING_MS) - 1;
        census.sweep();
        assertThat(reconnecting()).isOne();

        nowNanos++;
        census.sweep();
        assertThat(reconnecting()).isZero();
    }

    @Test
    void nobodyIsWaitedForAfterTheEnd() {
        census.left(census.connected(census.opened(), "s1"), "s1");

        census.close();

        assertThat(reconnecting()).isZero();
    }

    private int reconnecting() {
        String name = "websocket_connections_total{status=\"reconnecting\"} ";
        return Metrics.of(vertx)
                .scrape()
                .orElseThrow()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(name.length())))
                .sum();
    }
}

package io.parley;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.launcher.bench.Bench;
import io.parley.launcher.bench.Report;
import io.parley.launcher.bench.Setup;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BenchOverTheWholePathTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(5, SECONDS);
    }

    @Test
    void measuresRoundTripsThroughGatewayBusConversationAndAgent() throws Exception {
        JsonObject rate = new JsonObject().put("messages_per_second", 1_000_000).put("burst", 1_000_000);
        try (var node = TestNode.echoing(new JsonObject().put("rate", rate))) {
            Report report = Bench.run(vertx, setup(node, 4)).await(30, SECONDS);

            assertThat(report.roundTrips()).isPositive();
            assertThat(report.lines()).contains("errors none").noneMatch(line -> line.endsWith("none ms"));
        }
    }

    @Test
    void limitOfTheGatewayIsObeyedSoThatNoConnectionIsClosed() throws Exception {
        JsonObject rate = new JsonObject().put("messages_per_second", 5).put("burst", 1);
        try (var node = TestNode.echoing(new JsonObject().put("rate", rate))) {
            Report report = Bench.run(vertx, setup(node, 1)).await(30, SECONDS);

            assertThat(report.lines())
                    .anyMatch(line -> line.startsWith("errors RATE_LIMIT"))
                    .noneMatch(line -> line.contains("closed with"));
        }
    }

    private static Setup setup(TestNode node, int inFlight) {
        return new Setup(
                URI.create("ws://127.0.0.1:" + node.port() + "/ws"),
                2,
                Duration.ofMillis(800),
                Duration.ZERO,
                100,
                inFlight,
                "load");
    }
}

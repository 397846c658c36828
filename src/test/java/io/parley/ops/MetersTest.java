package io.parley.ops;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.parley.ops.ConnectionMeters.Status;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetersTest {
    private final Metrics metrics = Metrics.create();
    private final Meters meters = metrics.meters();

    @Test
    void allFourStatesOfAConnectionArePresentFromTheStartAsAGauge() {
        assertThat(scraped())
                .contains("# TYPE websocket_connections_total gauge")
                .contains("websocket_connections_total{status=\"connecting\"} 0.0")
                .contains("websocket_connections_total{status=\"connected\"} 0.0")
                .contains("websocket_connections_total{status=\"reconnecting\"} 0.0")
                .contains("websocket_connections_total{status=\"disconnected\"} 0.0");
    }

    @Test
    void aConnectionIsCountedInOneStateAtATime() {
        meters.connections().opened();
        meters.connections().opened();
        meters.connections().moved(Status.CONNECTING, Status.CONNECTED);
        meters.connections().moved(Status.CONNECTING, Status.DISCONNECTED);

        assertThat(scraped())
                .contains("websocket_connections_total{status=\"connecting\"} 0.0")
                .contains("websocket_connections_total{status=\"connected\"} 1.0")
                .contains("websocket_connections_total{status=\"disconnected\"} 1.0");
    }

    @Test
    void messagesAreCountedByDirectionAndType() {
        meters.messages().received("chat");
        meters.messages().sent("ai_delta");
        meters.messages().sent("ai_delta");

        assertThat(scraped())
                .contains("# TYPE websocket_messages_total counter")
                .contains("websocket_messages_total{direction=\"inbound\",type=\"chat\"} 1.0")
                .contains("websocket_messages_total{direction=\"outbound\",type=\"ai_delta\"} 2.0");
    }

    @Test
    void aTypeThatTheProtocolDoesNotHaveMakesNoLabel() {
        long series = scraped().size();

        meters.messages().received("x\"} 1\n");
        meters.messages().sent("made up");
        meters.messages().answered("made up", 1);

        assertThat(scraped())
                .hasSize((int) series)
                .contains("websocket_messages_total{direction=\"inbound\",type=\"unknown\"} 1.0")
                .contains("websocket_messages_total{direction=\"outbound\",type=\"unknown\"} 1.0");
    }

    @Test
    void latencyIsAHistogramInSeconds() {
        meters.messages().answered("chat", 3_000_000);

        assertThat(scraped())
                .contains("# TYPE websocket_message_latency_seconds histogram")
                .contains("websocket_message_latency_seconds_bucket{type=\"chat\",le=\"0.002\"} 0")
                .contains("websocket_message_latency_seconds_bucket{type=\"chat\",le=\"0.005\"} 1")
                .contains("websocket_message_latency_seconds_bucket{type=\"chat\",le=\"+Inf\"} 1")
                .contains("websocket_message_latency_seconds_sum{type=\"chat\"} 0.003");
    }

    @Test
    void turnsAreCountedByHowTheyEnded() {
        meters.turns().started();
        meters.turns().firstToken(30_000_000);
        assertThat(scraped()).contains("parley_running_answers 1.0");

        meters.turns().stopped();
        meters.turns().ended(TurnMeters.End.INTERRUPTED);

        assertThat(scraped())
                .contains("parley_running_answers 0.0")
                .contains("parley_turns_total{outcome=\"interrupted\"} 1.0")
                .contains("parley_time_to_first_token_seconds_bucket{le=\"0.05\"} 1");
    }

    @Test
    void everyVerticleOfAVertxFindsTheSameMetersAndAnotherVertxItsOwn() throws Exception {
        Vertx one = Vertx.vertx();
        Vertx other = Vertx.vertx();

        assertThat(Meters.of(one)).isSameAs(Meters.of(one)).isNotSameAs(Meters.of(other));

        one.close().await(5, SECONDS);
        other.close().await(5, SECONDS);
    }

    @Test
    void anApplicationSharesItsOwnRegistry() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Vertx vertx = Metrics.on(registry).share(Vertx.vertx());

        Meters.of(vertx).messages().received("ping");

        assertThat(registry.get(MessageMeters.MESSAGES)
                        .tag("type", "ping")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(Metrics.of(vertx).scrape()).isEmpty();
        vertx.close().await(5, SECONDS);
    }

    @Test
    void vertxAndTheJvmAreMeasuredWithoutBusAddressesOrMethods() throws Exception {
        Vertx vertx = metrics.share(metrics.builder(new VertxOptions()).build());
        vertx.eventBus().consumer("user.push.alice", message -> message.reply("here"));
        vertx.eventBus().request("user.push.alice", "there?").await(5, SECONDS);

        List<String> lines = scraped();

        assertThat(lines).anyMatch(line -> line.startsWith("vertx_eventbus_"));
        assertThat(lines)
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes"))
                .anyMatch(line -> line.startsWith("jvm_threads_live_threads"))
                .anyMatch(line -> line.startsWith("jvm_classes_loaded_classes"))
                .anyMatch(line -> line.startsWith("jvm_gc_"))
                .anyMatch(line -> line.startsWith("process_cpu_usage"))
                .noneMatch(line -> line.contains("alice") || line.contains("method="));
        vertx.close().await(5, SECONDS);
    }

    private List<String> scraped() {
        return metrics.scrape().orElseThrow().lines().toList();
    }
}

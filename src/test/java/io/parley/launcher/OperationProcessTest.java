package io.parley.launcher;

import static io.parley.client.TestClient.chat;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.client.TestClient;
import io.parley.console.Scraped;
import io.parley.faults.checker.Question;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole node shows of a chat, in a process of its own. */
class OperationProcessTest {
    private static final String SAID = "my bank pin is top-secret 银行密码";

    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private static final String NUMBERED = "io.parley.faults.node.NumberedAgent";

    private final HttpClient http = HttpClient.newHttpClient();

    OperationProcessTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(5, SECONDS);
    }

    @Test
    void aChatMovesTheMetersAndItsTextStaysOutOfTheLog() throws Exception {
        try (var node = node("echo")) {
            int console = port(node.line(".*http://localhost:[0-9]+/metrics.*"));
            int gateway = port(node.line("http://localhost:[0-9]+"));
            assertThat(get(console, "/health/ready").body()).isEqualTo("{\"status\":\"UP\",\"failing\":[]}");

            try (var client = new TestClient(vertx, gateway, "alice", "wonderland")) {
                client.next("status");
                client.send(chat("c1", SAID));
                client.next("ai_reply");
                await().untilAsserted(() -> assertChatCounted(scraped(console)));
                client.close(1000);
            }

            await().untilAsserted(() -> assertThat(
                            scraped(console).value("websocket_connections_total{status=\"connected\"}"))
                    .isZero());
            node.terminate();
            assertThat(node.exitCode()).isZero();
            node.line(".*conversation_stopped.*");
            assertLogged(node.seen());
        }
    }

    @Test
    void nodeThatStopsIsNotReadyAndAliveWhileAnAnswerRuns() throws Exception {
        try (var node = node(NUMBERED)) {
            int console = port(node.line(".*http://localhost:[0-9]+/metrics.*"));
            int gateway = port(node.line("http://localhost:[0-9]+"));
            try (var client = new TestClient(vertx, gateway, "alice", "wonderland")) {
                client.send(chat("c1", new Question(1, 400, 20).text()));
                client.next("ai_delta");
                node.terminate();
                node.line(".*node_stopping.*");

                HttpResponse<String> ready = get(console, "/health/ready");
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(new JsonObject(ready.body()).getJsonArray("failing")).contains("node");
                assertThat(get(console, "/health/live").statusCode()).isEqualTo(200);
            }
            assertThat(node.exitCode()).isZero();
        }
    }

    private static void assertChatCounted(Scraped scraped) {
        assertThat(scraped.value("websocket_connections_total{status=\"connected\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("websocket_messages_total{direction=\"inbound\",type=\"chat\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("websocket_messages_total{direction=\"outbound\",type=\"ack\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("websocket_messages_total{direction=\"outbound\",type=\"ai_reply\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("websocket_messages_total{direction=\"outbound\",type=\"ai_delta\"}"))
                .isPositive();
        assertThat(scraped.value("websocket_message_latency_seconds_count{type=\"chat\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("parley_turns_total{outcome=\"complete\"}")).isEqualTo(1);
        assertThat(scraped.value("parley_time_to_first_token_seconds_count")).isEqualTo(1);
        assertThat(scraped.value("parley_running_answers")).isZero();
        assertThat(scraped.value("vertx_eventbus_handlers")).isGreaterThan(1);
        assertThat(scraped.values().keySet())
                .noneMatch(series -> series.contains("alice") || series.contains("wonderland"));
    }

    private static void assertLogged(List<String> output) {
        assertThat(output).noneMatch(line -> line.contains("top-secret") || line.contains("银行密码"));
        JsonObject established = output.stream()
                .filter(line -> line.contains("connection_established"))
                .map(JsonObject::new)
                .findFirst()
                .orElseThrow();
        assertThat(established.getString("service")).isEqualTo("websocket_gateway");
        assertThat(established.getString("user_id")).isEqualTo("alice");
        assertThat(established.getString("project_id")).isEqualTo("wonderland");
        assertThat(established.getString("connection_id")).isNotBlank();
    }

    private ChildProcess node(String agent) throws Exception {
        return ChildProcess.start(
                folder,
                Map.of("PARLEY_LOG", "debug,json"),
                "run",
                "--port",
                "0",
                "--ops-port",
                "0",
                "--set",
                "store.kind=memory",
                "--set",
                "conversation.agent=" + agent);
    }

    private Scraped scraped(int port) throws Exception {
        return Scraped.of(get(port, "/metrics").body());
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static int port(String line) {
        return Integer.parseInt(line.replaceFirst(".*localhost:([0-9]+).*", "$1"));
    }
}

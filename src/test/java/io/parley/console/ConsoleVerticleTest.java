package io.parley.console;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.ops.Health;
import io.parley.ops.Meters;
import io.parley.ops.Metrics;
import io.parley.ops.Ports;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleVerticleTest {
    private static final String TOKEN = "correct horse battery";

    private final Metrics metrics = Metrics.create();
    private final Vertx vertx =
            metrics.share(metrics.builder(new VertxOptions()).build());
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(5, SECONDS);
    }

    @Test
    void metricsAreScrapedUnderTheNamesOfTheSpecification() throws Exception {
        deploy(new JsonObject());
        Meters meters = Meters.of(vertx);
        meters.connections().opened();
        meters.messages().received("chat");
        meters.messages().answered("chat", 1_500_000);

        HttpResponse<String> scraped = get("/metrics");

        assertThat(scraped.statusCode()).isEqualTo(200);
        assertThat(scraped.headers().firstValue("content-type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        Scraped families = Scraped.of(scraped.body());
        assertThat(families.type("websocket_connections_total")).isEqualTo("gauge");
        assertThat(families.type("websocket_messages_total")).isEqualTo("counter");
        assertThat(families.type("websocket_message_latency_seconds")).isEqualTo("histogram");
        assertThat(families.value("websocket_connections_total{status=\"connecting\"}"))
                .isEqualTo(1);
        assertThat(families.value("websocket_messages_total{direction=\"inbound\",type=\"chat\"}"))
                .isEqualTo(1);
        assertThat(families.value("websocket_message_latency_seconds_bucket{type=\"chat\",le=\"0.001\"}"))
                .isZero();
        assertThat(families.value("websocket_message_latency_seconds_bucket{type=\"chat\",le=\"0.002\"}"))
                .isEqualTo(1);
        assertThat(families.names()).anyMatch(name -> name.startsWith("jvm_memory_"));
        assertThat(families.names()).anyMatch(name -> name.startsWith("vertx_http_server_"));
    }

    @Test
    void readinessTurnsWithItsChecksAndNamesThemButNotTheirReasons() throws Exception {
        deploy(new JsonObject());
        AtomicBoolean draining = new AtomicBoolean();
        Health.of(vertx)
                .ready(
                        "gateway",
                        () -> draining.get() ? Future.failedFuture("jdbc:h2:secret") : Future.succeededFuture());
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);

        draining.set(true);
        HttpResponse<String> ready = get("/health/ready");

        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(new JsonObject(ready.body()))
                .isEqualTo(new JsonObject("{\"status\":\"DOWN\",\"failing\":[\"gateway\"]}"));
        assertThat(new JsonObject(get("/health/live").body()))
                .isEqualTo(new JsonObject("{\"status\":\"UP\",\"failing\":[]}"));
    }

    @Test
    void elsewhereIsNothingInOneLine() throws Exception {
        deploy(new JsonObject());

        HttpResponse<String> other = get("/");

        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(other.body().lines()).hasSize(1);
    }

    @Test
    void onlyReadingIsAllowed() throws Exception {
        deploy(new JsonObject());

        HttpResponse<String> posted = send(request("/metrics").POST(HttpRequest.BodyPublishers.ofString("x")));
        HttpResponse<String> head = send(request("/metrics").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(posted.headers().firstValue("allow")).hasValue("GET, HEAD");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("content-length").orElse(0)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.1.2.3", "console.example.org"})
    void aHostThatOthersReachIsRefusedWithoutAToken(String host) {
        assertThatThrownBy(() -> deploy(new JsonObject().put("host", host)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("host " + host + " is not a loopback address, so others can reach it: "
                        + "set a token, or host 127.0.0.1");
    }

    @Test
    void aTokenThatIsSetIsRequired() throws Exception {
        deploy(new JsonObject().put("host", "0.0.0.0").put("token", TOKEN));

        assertThat(get("/metrics").statusCode()).isEqualTo(401);
        assertThat(send(request("/health/ready").header("Authorization", "Bearer x"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(request("/metrics").header("Authorization", "Bearer " + TOKEN))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"port": 70000}      | port must be 0..65535: 70000
            {"port": "a"}        | port must be a whole number: a
            {"host": 5}          | host must be a text
            {"token": "short"}   | token must have at least 16 characters
            {"prot": 1}          | unknown key prot; known are host, port and token
            """)
    void aWrongConfigurationSaysWhatIsWrong(String config, String sentence) {
        assertThatThrownBy(() -> deploy(new JsonObject(config))).hasMessage(sentence);
    }

    private void deploy(JsonObject config) throws Exception {
        JsonObject anyPort = new JsonObject().put("port", 0).mergeIn(config);
        vertx.deployVerticle(new ConsoleVerticle(), new DeploymentOptions().setConfig(anyPort))
                .await(5, SECONDS);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        int port = Ports.of(vertx).find("console").orElseThrow();
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}

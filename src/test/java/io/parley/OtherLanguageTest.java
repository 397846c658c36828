package io.parley;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.client.ConnectOptions;
import io.parley.client.TestClient;
import io.parley.gateway.GatewayVerticle;
import io.parley.ops.Ports;
import io.parley.redis.RedisServer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A conversation service in another language, with nothing but a client of Redis. Needs Node. */
class OtherLanguageTest {
    private static final Path SERVICE = Path.of("src/examples/redis-conversation/echo.mjs");

    private final Vertx vertx = Vertx.vertx();
    private final RedisServer redis;
    private Process service;
    private int port;

    OtherLanguageTest() throws IOException {
        assumeTrue(isInstalled("node"), "there is no Node");
        redis = RedisServer.start();
        service = echo();
    }

    private Process echo() throws IOException {
        return new ProcessBuilder("node", SERVICE.toString(), String.valueOf(redis.port()), "echo")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @BeforeEach
    void start() throws Exception {
        assertThat(service.inputReader().readLine()).isEqualTo("ready");
        JsonObject config = new JsonObject()
                .put("port", 0)
                .put("transport", "redis")
                .put("redis", new JsonObject().put("enabled", true).put("port", redis.port()));
        vertx.deployVerticle(new GatewayVerticle(), new DeploymentOptions().setConfig(config))
                .await(20, SECONDS);
        port = Ports.of(vertx).find("gateway").orElseThrow();
    }

    @AfterEach
    void close() throws Exception {
        service.destroyForcibly().onExit().join();
        vertx.close().await(20, SECONDS);
        redis.close();
    }

    @Test
    void registersHandlesAndPushes() throws Exception {
        try (var client = new TestClient(vertx, port);
                var other = new TestClient(vertx, port, "u2", "p1")) {
            assertThat(client.next().getString("status")).isEqualTo("connected");
            other.next("status");

            client.send(TestClient.chat("c1", "你好 👋"));

            JsonObject ack = client.next();
            assertThat(ack.getString("type")).isEqualTo("ack");
            assertThat(ack.getString("id")).isEqualTo("c1");
            for (TestClient member : new TestClient[] {client, other}) {
                assertThat(member.next("message").getString("user_id")).isEqualTo("u1");
                assertThat(member.next("ai_reply").getString("content")).isEqualTo("你好 👋");
            }
        }
    }

    @Test
    void messageThatIsSentAgainIsHandledOnceAndWhoComesLaterIsToldWhatWasMissed() throws Exception {
        try (var client = new TestClient(vertx, port)) {
            client.next("status");
            client.send(TestClient.chat("c1", "once"));
            client.next("ai_reply");

            client.send(TestClient.chat("c1", "once"));
            assertThat(client.next("ack").getBoolean("duplicate")).isTrue();
            client.send(TestClient.chat("c2", "twice"));
            assertThat(client.next("ai_reply").getInteger("seq")).isEqualTo(4);

            var later =
                    ConnectOptions.to("127.0.0.1", port, "p1").withUser("u2").resuming("none", 0L);
            try (var newcomer = new TestClient(vertx, later)) {
                assertThat(newcomer.next("ai_reply").getString("content")).isEqualTo("once");
                assertThat(newcomer.next("ai_reply").getString("content")).isEqualTo("twice");
            }
        }
    }

    /** What was in its memory is gone, so the client begins anew with it. */
    @Test
    void serviceThatStartsAnewUnderItsNameIsHeard() throws Exception {
        try (var client = new TestClient(vertx, port)) {
            client.send(TestClient.chat("c1", "before"));
            client.next("ai_reply");

            service.destroyForcibly().onExit().join();
            service = echo();
            assertThat(service.inputReader().readLine()).isEqualTo("ready");
            client.send(TestClient.chat("c2", "after"));

            client.upTo("status", status -> "reset".equals(status.getString("status")));
            JsonObject reply = client.next("ai_reply");
            assertThat(reply.getString("content")).isEqualTo("after");
            assertThat(reply.getInteger("seq")).isEqualTo(2);
        }
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}

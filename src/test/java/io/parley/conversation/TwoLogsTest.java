package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.bus.TransportKind;
import io.parley.ops.Health;
import io.parley.redis.RedisServer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Instances with different logs that start at the same moment. */
class TwoLogsTest {
    private static final String WHY = "the store of this node is another than that of the others";

    private final Path folder;
    private final RedisServer redis;
    private final Vertx vertx = Vertx.vertx();

    TwoLogsTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        redis = RedisServer.start();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, SECONDS);
        redis.close();
    }

    @ParameterizedTest
    @EnumSource
    void oneServesAndTheOtherRefusesAndSaysWhy(TransportKind transport) throws Exception {
        List<Future<String>> starts = List.of(start("one", transport), start("other", transport));
        Future.join(starts).otherwiseEmpty().await(30, SECONDS);

        await().until(() -> refusals(starts).size() == 1);

        assertThat(refusals(starts).get(0)).contains(WHY).contains("store.kind");
        assertThat(starts).anyMatch(Future::succeeded);
    }

    private Future<String> start(String log, TransportKind transport) {
        JsonObject server =
                new JsonObject().put("enabled", true).put("port", redis.port()).put("command_timeout_ms", 1_000);
        JsonObject file = new JsonObject().put("file", folder.resolve(log).toString());
        JsonObject config = new JsonObject()
                .put("agent", "echo")
                .put("renew_ms", 200)
                .put("lease_ms", 2_000)
                .put("drain_timeout_ms", 20)
                .put("transport", transport.name().toLowerCase(Locale.ROOT))
                .put("redis", server)
                .put("store", new JsonObject().put("kind", "h2").put("h2", file));
        return vertx.deployVerticle(new ConversationVerticle(), new DeploymentOptions().setConfig(config));
    }

    /** Why some do not serve: they did not start, or do not go on. */
    private List<String> refusals(List<Future<String>> starts) throws Exception {
        List<String> all = new ArrayList<>();
        starts.stream().filter(Future::failed).forEach(start -> all.add(String.valueOf(start.cause())));
        all.addAll(Health.of(vertx).readiness().await(10, SECONDS).reasons());
        return all;
    }
}

package io.parley.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.client.TestClient;
import io.parley.faults.Row;
import io.parley.redis.RedisServer;
import io.parley.store.SharedH2File;
import io.parley.store.StoreConfig;
import io.parley.store.StoreConfig.Migrate;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes as they are run without a cluster: one Redis and one log, and nothing else in common. */
@Row(7)
@Tag("slow")
class RedisNodesTest {
    private final Path folder;
    private final RedisServer redis;
    private final SharedH2File log;
    private final Vertx vertx = Vertx.vertx();
    private final List<ChildProcess> nodes = new ArrayList<>();

    RedisNodesTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        redis = RedisServer.start();
        log = SharedH2File.open(new StoreConfig.H2(folder.resolve("log").toString(), false, null, null), Migrate.AUTO);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, SECONDS);
        nodes.forEach(ChildProcess::close);
        log.close();
        redis.close();
    }

    @Test
    void anotherNodeTakesOverFromOneThatIsKilled() throws Exception {
        ChildProcess first = node("conversation");
        first.line("ready in .*");
        ChildProcess gateway = node("gateway");
        int port = URI.create(gateway.line("http://localhost:[0-9]+")).getPort();
        try (var client = new TestClient(vertx, port)) {
            assertThat(client.next().getString("status")).isEqualTo("connected");
            client.send(TestClient.chat("c1", "before"));
            assertThat(client.next("ai_reply").getString("content")).isEqualTo("before");
            node("conversation").line("ready in .*");

            first.close();
            JsonObject answer = chatUntilAnswered(client);

            assertThat(answer.getInteger("seq")).isEqualTo(3);
            assertThat(client.next("ai_reply").getString("content")).isEqualTo("after");
        }
    }

    /** The one who takes over may do so only when the lease of the other is out. */
    private static JsonObject chatUntilAnswered(TestClient client) throws Exception {
        while (true) {
            client.send(TestClient.chat("c2", "after"));
            for (JsonObject answer = client.next(); ; answer = client.next()) {
                if (answer.getString("type").equals("ack")) {
                    return answer;
                }
                if (answer.getString("type").equals("error")) {
                    assertThat(answer.getString("code")).isEqualTo("UNAVAILABLE");
                    break;
                }
            }
        }
    }

    private ChildProcess node(String verticle) throws IOException {
        List<String> args = new ArrayList<>(List.of("run", verticle, "--port", "0", "--ops-port", "0"));
        args.addAll(List.of("--set", "transport=redis", "--set", "redis.enabled=true"));
        args.addAll(List.of("--set", "redis.port=" + redis.port(), "--set", "conversation.agent=echo"));
        Map<String, String> store = Map.of(
                "PARLEY_STORE_H2_SERVER", String.valueOf(log.config().server()),
                "PARLEY_STORE_H2_SERVER_TOKEN", String.valueOf(log.config().serverToken()),
                "PARLEY_STORE_H2_FILE", log.config().file(),
                "PARLEY_STORE_MIGRATE", "validate");
        ChildProcess node = ChildProcess.start(folder, store, args.toArray(String[]::new));
        nodes.add(node);
        return node;
    }
}

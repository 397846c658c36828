package io.parley.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.client.ConnectOptions;
import io.parley.client.TestClient;
import io.parley.faults.Row;
import io.parley.redis.RedisLink;
import io.parley.redis.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Row(3)
@Tag("slow")
class DirectoryProcessTest {
    private final Path folder;

    DirectoryProcessTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void killedNodeIsOutOfTheDirectoryWithinFifteenSecondsAndTheOtherStays() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (RedisServer redis = RedisServer.start();
                ChildProcess first = node(redis);
                ChildProcess second = node(redis)) {
            int port = port(first);
            for (int i = 0; i < 20; i++) {
                connect(vertx, port, "first-" + i);
            }
            connect(vertx, port(second), "second-0");
            RedisLink reader = new RedisLink(vertx, redis.config());
            reader.start().await(10, SECONDS);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(keys(reader, "ws:conn:*")).hasSize(21));

            first.close();

            Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                assertThat(keys(reader, "ws:conn:*")).hasSize(1);
                assertThat(keys(reader, "ws:user:*")).containsExactly("ws:user:second-0");
                assertThat(keys(reader, "ws:node:*")).hasSize(1);
            });
        } finally {
            vertx.close().await(10, SECONDS);
        }
    }

    private ChildProcess node(RedisServer redis) throws IOException {
        String options = "run --port 0 --ops-port 0 --set store.kind=memory --set redis.enabled=true --set redis.port="
                + redis.port();
        return ChildProcess.start(folder, options.split(" ", -1));
    }

    private static int port(ChildProcess node) throws InterruptedException {
        String url = node.line("http://localhost:[1-9][0-9]*");
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    /** A connection that stays until its Vert.x is closed. */
    private static void connect(Vertx vertx, int port, String userId) throws Exception {
        var client =
                new TestClient(vertx, ConnectOptions.to("127.0.0.1", port, "p").withUser(userId));
        client.next("status");
    }

    private static List<String> keys(RedisLink reader, String pattern) throws Exception {
        Response keys = reader.send(Request.cmd(Command.KEYS, pattern)).await(10, SECONDS);
        return StreamSupport.stream(keys.spliterator(), false)
                .map(Response::toString)
                .toList();
    }
}

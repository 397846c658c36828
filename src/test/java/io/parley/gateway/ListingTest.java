package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.client.TestClient;
import io.parley.faults.Row;
import io.parley.redis.RedisLink;
import io.parley.redis.RedisServer;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListingTest extends GatewayFixture {
    private RedisServer redis;
    private RedisLink reader;
    private String gateway;

    @BeforeEach
    void startAll() throws Exception {
        redis = RedisServer.start();
        reader = new RedisLink(vertx, redis.config());
        reader.start().await(10, SECONDS);
        conversation.serve();
        gateway = startGateway(new JsonObject().put("redis", section(redis)));
    }

    @AfterEach
    void stopRedis() throws Exception {
        reader.close().await(10, SECONDS);
        redis.close();
    }

    @Test
    void connectionIsInTheDirectoryWhileItLives() throws Exception {
        TestClient client = connected(to("p1"));
        TestClient other = connected(to("p2"));

        Awaitility.await().untilAsserted(() -> assertThat(projects()).containsExactlyInAnyOrder("p1", "p2"));
        client.close();

        Awaitility.await().untilAsserted(() -> assertThat(projects()).containsExactly("p2"));
        other.close();
    }

    @Test
    void gatewayThatStopsLeavesNothingBehind() throws Exception {
        connected(to("p1"));
        Awaitility.await().untilAsserted(() -> assertThat(projects()).containsExactly("p1"));

        vertx.undeploy(gateway).await(10, SECONDS);

        assertThat(keys("ws:conn:*")).isEmpty();
        assertThat(keys("ws:user:*")).isEmpty();
        assertThat(keys("ws:node:*")).isEmpty();
    }

    @Row(16)
    @Test
    void flushedDirectoryIsFilledAgain() throws Exception {
        connected(to("p1"));
        connected(to("p2"));
        Awaitility.await().untilAsserted(() -> assertThat(projects()).hasSize(2));

        reader.send(Request.cmd(Command.FLUSHALL)).await(10, SECONDS);

        Awaitility.await().untilAsserted(() -> assertThat(projects()).containsExactlyInAnyOrder("p1", "p2"));
    }

    @Row(14)
    @Test
    void directoryIsRightAgainAfterRedisWasKilledWhileConnectionsCameAndWent() throws Exception {
        TestClient leaver = connected(to("p1"));
        connected(to("p2"));
        Awaitility.await().untilAsserted(() -> assertThat(projects()).hasSize(2));

        redis.kill();
        leaver.close();
        connected(to("p3"));
        redis.restart();

        Awaitility.await()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(projects()).containsExactlyInAnyOrder("p2", "p3"));
    }

    /** The section {@code redis} of a configuration. */
    static JsonObject section(RedisServer redis) {
        return new JsonObject().put("enabled", true).put("port", redis.port());
    }

    private List<String> projects() throws Exception {
        List<String> projects = new ArrayList<>();
        for (String key : keys("ws:conn:*")) {
            Request project = Request.cmd(Command.HGET, key, "project_id");
            projects.add(String.valueOf(reader.send(project).await(10, SECONDS)));
        }
        return projects;
    }

    private List<String> keys(String pattern) throws Exception {
        List<String> keys = new ArrayList<>();
        for (Response key : reader.send(Request.cmd(Command.KEYS, pattern)).await(10, SECONDS)) {
            keys.add(key.toString());
        }
        return keys;
    }
}

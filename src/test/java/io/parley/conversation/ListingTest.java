package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.Logged;
import io.parley.redis.RedisLink;
import io.parley.redis.RedisServer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListingTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void directoryHasTheConnectionsOfAUserWhileTheyAreRegistered() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            deploy(redis);
            RedisLink reader = new RedisLink(vertx, redis.config());
            reader.start().await(10, SECONDS);

            TestMember first = TestMember.registered(vertx, "u1", "p1");
            TestMember.registered(vertx, "u1", "p2");

            Awaitility.await().untilAsserted(() -> assertThat(projects(reader)).containsExactlyInAnyOrder("p1", "p2"));
            first.leave(0);
            Awaitility.await().untilAsserted(() -> assertThat(projects(reader)).containsExactly("p2"));
            reader.close().await(10, SECONDS);
        }
    }

    @Test
    void chatGoesOnWhileRedisIsFrozen() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            deploy(redis);
            redis.freeze();

            TestMember member = TestMember.registered(vertx, "u1", "p1");
            member.chat("c1", "你好 👋");

            assertThat(member.next(Logged.AiReply.class).content()).isEqualTo("你好 👋");
            member.leave(0);
        }
    }

    @Test
    void conversationStartsWithoutRedis() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            redis.kill();

            deploy(redis);

            assertThat(TestMember.registered(vertx, "u1", "p1")
                            .chat("c1", "hello")
                            .duplicate())
                    .isFalse();
        }
    }

    private void deploy(RedisServer redis) throws Exception {
        JsonObject config = new JsonObject()
                .put("agent", "echo")
                .put("store", new JsonObject().put("kind", "memory"))
                .put(
                        "directory",
                        new JsonObject().put("kind", "redis").put("redis", new JsonObject().put("port", redis.port())));
        vertx.deployVerticle(new ConversationVerticle(), new DeploymentOptions().setConfig(config))
                .await(10, SECONDS);
    }

    private static List<String> projects(RedisLink reader) throws Exception {
        List<String> projects = new ArrayList<>();
        for (Response key : reader.send(Request.cmd(Command.KEYS, "ws:conn:*")).await(10, SECONDS)) {
            Request project = Request.cmd(Command.HGET, key.toString(), "project_id");
            projects.add(String.valueOf(reader.send(project).await(10, SECONDS)));
        }
        return projects;
    }
}

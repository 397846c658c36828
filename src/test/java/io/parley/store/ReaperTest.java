package io.parley.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.redis.ConnectionEntry;
import io.parley.redis.ConnectionIndex;
import io.parley.redis.RedisLink;
import io.parley.redis.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReaperTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void whatADeadGatewayLeftIsRemovedWhereNoOtherGatewayLives() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            RedisLink link = new RedisLink(vertx, redis.config());
            link.start().await(10, SECONDS);
            new ConnectionIndex(link)
                    .tell("dead", List.of(new ConnectionEntry("c1", "u1", "p1", Instant.now())), List.of())
                    .await(10, SECONDS);
            link.send(Request.cmd(Command.ZADD, "ws:alive", "1000", "dead")).await(10, SECONDS);

            Reaper reaper = Objects.requireNonNull(Reaper.open(vertx, section(redis)));

            Awaitility.await().until(() -> keys(link) == 1);
            reaper.close().await(10, SECONDS);
            assertThat(keys(link)).isZero();
        }
    }

    @Test
    void thereIsNoneWithoutRedis() {
        assertThat(Reaper.open(vertx, new JsonObject())).isNull();
    }

    @Test
    void wrongKeysAndValuesAreNamed() {
        assertThatThrownBy(() -> Reaper.open(vertx, new JsonObject("{\"prot\":6379}")))
                .hasMessageContaining("prot");
        assertThatThrownBy(() -> Reaper.open(vertx, new JsonObject("{\"port\":0}")))
                .hasMessageContaining("redis");
    }

    private static JsonObject section(RedisServer redis) {
        return new JsonObject().put("enabled", true).put("port", redis.port());
    }

    private static int keys(RedisLink link) throws Exception {
        return link.send(Request.cmd(Command.DBSIZE)).await(10, SECONDS).toInteger();
    }
}

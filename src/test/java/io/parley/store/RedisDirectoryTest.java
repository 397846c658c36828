package io.parley.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.redis.RedisLink;
import io.parley.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisDirectoryTest extends ConnectionDirectoryContract {
    private static RedisServer redis;

    @BeforeAll
    static void startRedis() throws Exception {
        redis = RedisServer.start();
    }

    @AfterAll
    static void stopRedis() throws Exception {
        redis.close();
    }

    @Override
    Future<ConnectionDirectory> open(Duration lifetime) {
        RedisLink link = new RedisLink(vertx, redis.config());
        return link.start()
                .compose(connected -> link.send(Request.cmd(Command.FLUSHALL)))
                .map(flushed -> new RedisDirectory(link, lifetime));
    }

    @Test
    void connectionIsAHashThatOtherProgramsCanRead() throws Exception {
        ConnectionDirectory directory = await(() -> open(DAY));
        RedisLink other = new RedisLink(vertx, redis.config());
        other.start().await(10, SECONDS);

        await(() -> directory.add(entry("c1", "u1")));

        Response hash = other.send(Request.cmd(Command.HGETALL, "ws:conn:c1")).await(10, SECONDS);
        assertThat(hash.getKeys()).containsExactlyInAnyOrder("user_id", "project_id", "created_at");
        assertThat(hash.get("user_id")).hasToString("u1");
        assertThat(hash.get("project_id")).hasToString("p1");
        assertThat(hash.get("created_at")).hasToString("1790000000");
        assertThat(ttl(other, "ws:conn:c1")).isBetween(DAY.toSeconds() - 60, DAY.toSeconds());
        assertThat(ttl(other, "ws:user:u1")).isBetween(DAY.toSeconds() - 60, DAY.toSeconds());
        await(() -> directory.remove("c1"));
        assertThat(other.send(Request.cmd(Command.DBSIZE)).await(10, SECONDS).toInteger())
                .isZero();
        other.close().await(10, SECONDS);
        await(directory::close);
    }

    @Test
    void directoryOpensWithoutRedisAndWorksOnceItIsThere() throws Exception {
        try (RedisServer late = RedisServer.start()) {
            late.kill();
            ConnectionDirectory directory = await(() -> Directories.open(vertx, DirectoryConfig.redis(late.config())));
            assertThatThrownBy(() -> await(() -> directory.add(entry("c1", "u1"))))
                    .isInstanceOf(StoreFailure.class)
                    .hasMessageContaining("Redis at 127.0.0.1:" + late.port());

            late.restart();

            Awaitility.await().ignoreExceptionsInstanceOf(StoreFailure.class).untilAsserted(() -> {
                await(() -> directory.add(entry("c1", "u1")));
                assertThat(of(directory, "u1")).containsExactly(entry("c1", "u1"));
            });
            await(directory::close);
        }
    }

    private static long ttl(RedisLink link, String key) throws Exception {
        return link.send(Request.cmd(Command.TTL, key)).await(10, SECONDS).toLong();
    }
}

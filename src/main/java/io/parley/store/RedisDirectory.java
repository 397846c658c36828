package io.parley.store;

import static io.vertx.redis.client.Command.DEL;
import static io.vertx.redis.client.Command.HGET;
import static io.vertx.redis.client.Command.HMGET;
import static io.vertx.redis.client.Command.HSET;
import static io.vertx.redis.client.Command.PEXPIRE;
import static io.vertx.redis.client.Command.ZADD;
import static io.vertx.redis.client.Command.ZRANGE;
import static io.vertx.redis.client.Command.ZREM;
import static io.vertx.redis.client.Command.ZREMRANGEBYSCORE;
import static io.vertx.redis.client.Request.cmd;

import io.parley.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A directory that all who use one Redis share. A connection is the hash {@code ws:conn:<connection_id>} with
 * {@code user_id}, {@code project_id} and {@code created_at} in seconds. The sorted set {@code ws:user:<user_id>} has the
 * ids of the user's connections, each with the time at which it fades, in milliseconds: it only says which hashes to read.
 */
final class RedisDirectory implements ConnectionDirectory {
    private final RedisLink link;
    private final long lifetimeMs;

    RedisDirectory(RedisLink link, Duration lifetime) {
        this.link = link;
        this.lifetimeMs = lifetime.toMillis();
    }

    @Override
    public Future<Void> add(ConnectionEntry entry) {
        String connection = connection(entry.connectionId());
        String user = user(entry.userId());
        long now = System.currentTimeMillis();
        return told(link.atomically(List.of(
                cmd(HSET, connection, "user_id", entry.userId()),
                cmd(HSET, connection, "project_id", entry.projectId()),
                cmd(HSET, connection, "created_at", entry.createdAt().getEpochSecond()),
                cmd(PEXPIRE, connection, lifetimeMs),
                cmd(ZREMRANGEBYSCORE, user, "-inf", now),
                cmd(ZADD, user, now + lifetimeMs, entry.connectionId()),
                cmd(PEXPIRE, user, lifetimeMs))));
    }

    @Override
    public Future<Void> remove(String connectionId) {
        String connection = connection(connectionId);
        return told(link.send(cmd(HGET, connection, "user_id"))
                .compose(userId -> userId == null
                        ? Future.succeededFuture()
                        : link.atomically(
                                List.of(cmd(DEL, connection), cmd(ZREM, user(userId.toString()), connectionId)))));
    }

    @Override
    public Future<List<ConnectionEntry>> connectionsOf(String userId) {
        return told(link.send(cmd(ZRANGE, user(userId), System.currentTimeMillis(), "+inf", "BYSCORE"))
                .compose(ids -> Future.all(
                        ids.stream().map(Response::toString).map(this::read).toList()))
                .map(read -> read.<@Nullable ConnectionEntry>list().stream()
                        .filter(Objects::nonNull)
                        .toList()));
    }

    @Override
    public Future<Void> close() {
        return link.close();
    }

    /** The connection, or null where its hash is gone. */
    private Future<@Nullable ConnectionEntry> read(String id) {
        return link.send(cmd(HMGET, connection(id), "user_id", "project_id", "created_at"))
                .map(fields -> fields.get(0) == null
                        ? null
                        : new ConnectionEntry(
                                id,
                                fields.get(0).toString(),
                                fields.get(1).toString(),
                                Instant.ofEpochSecond(fields.get(2).toLong())));
    }

    private static <T> Future<T> told(Future<T> asked) {
        return asked.recover(failure -> Future.failedFuture(
                new StoreFailure("The directory of connections: " + failure.getMessage(), failure)));
    }

    private static String connection(String id) {
        return "ws:conn:" + id;
    }

    private static String user(String id) {
        return "ws:user:" + id;
    }
}

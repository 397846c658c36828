package io.parley.store;

import io.parley.ops.Meters;
import io.parley.protocol.BadMessage;
import io.parley.redis.RedisConfig;
import io.parley.redis.RedisLink;
import io.parley.redis.RedisTails;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * Whether, and how much, of the latest entries of conversations is kept in Redis.
 *
 * @param redis the server; where it is not enabled there is no copy
 * @param entries most of one conversation
 * @param bytes about most of one conversation; 0: there is no copy
 * @param lifetime how long a copy stays when nothing is added and nobody opens its conversation
 */
public record CacheConfig(RedisConfig redis, int entries, int bytes, Duration lifetime) {
    /** No copy. */
    public static CacheConfig none() {
        return new CacheConfig(RedisConfig.off(), 1, 0, Duration.ZERO);
    }

    /** With the section {@code redis} of the configuration. Throws {@link BadMessage} that names a wrong key. */
    public static CacheConfig of(JsonObject section, int entries, int bytes, Duration lifetime) {
        return new CacheConfig(Reaper.config(section), entries, bytes, lifetime);
    }

    /** On the caller's context. A Redis that cannot be reached is no failure. */
    Future<Tails> open(Vertx vertx) {
        if (!redis.enabled() || bytes == 0) {
            return Future.succeededFuture(Tails.NONE);
        }
        return Loop.here(vertx).map(loop -> {
            RedisLink link = new RedisLink(vertx, redis);
            link.start(); // where that fails it says so itself, and goes on
            RedisTails tails = new RedisTails(link, entries, bytes, lifetime);
            return new TailCache(
                    loop, tails, bytes, link::close, Meters.of(vertx).tailCache());
        });
    }
}

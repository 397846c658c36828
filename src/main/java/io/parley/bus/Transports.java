package io.parley.bus;

import io.parley.protocol.BadMessage;
import io.parley.protocol.ProtocolCodec;
import io.parley.redis.RedisConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Makes the transport that a configuration names. */
public final class Transports {
    private Transports() {}

    private record Section(RedisConfig redis) {}

    /**
     * Belongs to the caller's context, and is to be started and closed there. Requests without a deadline of their own get
     * {@code requestTimeout}. Throws {@link IllegalArgumentException} where {@code kind} needs a Redis and there is none.
     */
    public static Transport of(Vertx vertx, TransportKind kind, RedisConfig redis, Duration requestTimeout) {
        return switch (kind) {
            case EVENTBUS -> new EventBusTransport(vertx, requestTimeout);
            case REDIS -> new RedisTransport(vertx, enabled(redis), requestTimeout);
        };
    }

    /** The same with the section {@code redis} of the configuration. Throws {@link BadMessage} that names a wrong key. */
    public static Transport of(Vertx vertx, TransportKind kind, JsonObject redis, Duration requestTimeout) {
        return of(vertx, kind, redis(redis), requestTimeout);
    }

    /** The section {@code redis} over the defaults. Throws {@link BadMessage} that names a wrong key. */
    static RedisConfig redis(JsonObject section) {
        JsonObject all = ProtocolCodec.write(RedisConfig.off()).mergeIn(section, true);
        return ProtocolCodec.readExact(new JsonObject().put("redis", all), Section.class)
                .redis();
    }

    private static RedisConfig enabled(RedisConfig redis) {
        if (!redis.enabled()) {
            throw new IllegalArgumentException("transport is redis, which needs redis.enabled: true");
        }
        return redis;
    }
}

package io.parley.bus;

import io.parley.redis.RedisConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The ways to agents that live elsewhere. Belongs to the context that made it. */
public final class AgentWays {
    private final Vertx vertx;
    private final RedisConfig redis;
    private @Nullable RedisAgents overRedis;

    private AgentWays(Vertx vertx, RedisConfig redis) {
        this.vertx = vertx;
        this.redis = redis;
    }

    /** With the section {@code redis} of the configuration. Throws {@link io.parley.protocol.BadMessage} that names a wrong key. */
    public static AgentWays of(Vertx vertx, JsonObject redis) {
        return new AgentWays(vertx, Transports.redis(redis));
    }

    /** Over the event bus of Vert.x. */
    public AgentWay bus() {
        return new EventBusAgents(vertx);
    }

    /** Over channels of Redis, by connections of its own. Throws {@link IllegalArgumentException} where there is no Redis. */
    public AgentWay redis() {
        if (!redis.enabled()) {
            throw new IllegalArgumentException("conversation.agent: an agent over Redis needs redis.enabled: true");
        }
        RedisAgents known = overRedis == null ? new RedisAgents(vertx, redis, System::nanoTime) : overRedis;
        overRedis = known;
        return known;
    }

    /** Connects what was asked for, and completes when that was tried once; later a turn waits for its server. To be called once. */
    public Future<Void> start() {
        return overRedis == null ? Future.succeededFuture() : overRedis.start();
    }

    public Future<Void> close() {
        return overRedis == null ? Future.succeededFuture() : overRedis.close();
    }
}

package io.parley.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ProtocolCodec;
import io.parley.redis.RedisConfig;
import io.vertx.core.json.JsonObject;

/**
 * The configuration section {@code directory}: where it is kept which connections there are. Every key has a default.
 *
 * @param redis used for {@link Kind#REDIS}
 */
public record DirectoryConfig(Kind kind, RedisConfig redis) {
    /** Each instance has its own, which is gone with it. */
    public static DirectoryConfig local() {
        return new DirectoryConfig(Kind.LOCAL, RedisConfig.at("127.0.0.1", 6379));
    }

    /** One for all who use this Redis. */
    public static DirectoryConfig redis(RedisConfig redis) {
        return new DirectoryConfig(Kind.REDIS, redis);
    }

    /** {@code given} over the defaults. Throws {@link BadMessage} or {@link IllegalArgumentException} that names the key. */
    public static DirectoryConfig of(JsonObject given) {
        JsonObject all = ProtocolCodec.write(local()).mergeIn(given, true);
        return ProtocolCodec.readExact(all, DirectoryConfig.class);
    }

    /** Where the directory is. */
    public enum Kind {
        @JsonProperty("local")
        LOCAL,
        @JsonProperty("redis")
        REDIS
    }
}

package io.parley.store;

import io.parley.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Opens the directory that a configuration names. */
public final class Directories {
    private static final Duration LIFETIME = Duration.ofHours(24);

    private Directories() {}

    /**
     * Opens the directory, to be used on the caller's context. A Redis that cannot be reached is no failure: it is logged,
     * its directory fails what it is asked, and is used once it answers.
     */
    public static Future<ConnectionDirectory> open(Vertx vertx, DirectoryConfig config) {
        return switch (config.kind()) {
            case LOCAL -> Future.succeededFuture(new LocalDirectory(LocalDirectory.LIMIT, LIFETIME));
            case REDIS -> {
                RedisLink link = new RedisLink(vertx, config.redis());
                yield link.start().transform(attempt -> Future.succeededFuture(new RedisDirectory(link, LIFETIME)));
            }
        };
    }
}

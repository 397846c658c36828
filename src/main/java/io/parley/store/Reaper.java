package io.parley.store;

import io.parley.ops.EventLog;
import io.parley.protocol.BadMessage;
import io.parley.protocol.Ids;
import io.parley.protocol.ProtocolCodec;
import io.parley.redis.ConnectionIndex;
import io.parley.redis.RedisConfig;
import io.parley.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Helps the gateways to remove from the shared directory what dead ones left there, so that this happens also when all of
 * them are dead. Confined to the context that opened it.
 */
public final class Reaper {
    private static final EventLog LOG = EventLog.of(Reaper.class, EventLog.CONVERSATION);

    private final Vertx vertx;
    private final RedisLink link;
    private final ConnectionIndex index;
    private final String node = Ids.next();
    private long timer = -1;
    private boolean closed;
    private boolean beating;
    private boolean failing;

    private record Config(RedisConfig redis) {}

    private Reaper(Vertx vertx, RedisLink link) {
        this.vertx = vertx;
        this.link = link;
        this.index = new ConnectionIndex(link);
    }

    /**
     * Begins, where the section {@code redis} of the configuration says that there is a Redis; else null. One that cannot be
     * reached is no failure. Throws {@link BadMessage} that names a wrong key.
     */
    public static @Nullable Reaper open(Vertx vertx, JsonObject section) {
        RedisConfig config = config(section);
        if (!config.enabled()) {
            return null;
        }
        Reaper reaper = new Reaper(vertx, new RedisLink(vertx, config));
        reaper.link.start().onComplete(asked -> reaper.begin());
        return reaper;
    }

    /** The section {@code redis}, over its defaults. */
    static RedisConfig config(JsonObject section) {
        JsonObject all = ProtocolCodec.write(RedisConfig.off()).mergeIn(section, true);
        return ProtocolCodec.readExact(new JsonObject().put("redis", all), Config.class)
                .redis();
    }

    public Future<Void> close() {
        closed = true;
        vertx.cancelTimer(timer);
        return index.leave(node).otherwiseEmpty().compose(left -> link.close()); // what stays there others remove
    }

    private void begin() {
        if (!closed) {
            timer = vertx.setPeriodic(0, ConnectionIndex.BEAT.toMillis(), beat -> beat());
        }
    }

    private void beat() {
        if (beating) {
            return;
        }
        beating = true;
        index.beat(node)
                .andThen((known, failure) -> beating = false)
                .onSuccess(known -> failing = false)
                .onFailure(this::failed);
    }

    private void failed(Throwable failure) {
        if (!failing) {
            LOG.warn("directory_failed").log("{}", failure.getMessage());
        }
        failing = true;
    }
}

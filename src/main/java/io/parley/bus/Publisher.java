package io.parley.bus;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.redis.RedisFailure;
import io.parley.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;

/** Publishes in Redis, each channel in the order of the calls. Confined to the context of its link. */
final class Publisher {
    private static final EventLog LOG = EventLog.of(Publisher.class, EventLog.PARLEY);
    private static final String CLAIM = "ws:push:";
    /** Longer than one who heard a request may stand still before it takes it. */
    private static final long CLAIM_MS = 3_600_000;

    private final RedisLink link;

    Publisher(RedisLink link) {
        this.link = link;
    }

    /**
     * To how many it went. Fails with {@link RedisFailure}, and then it may or may not have gone, or where {@code body} cannot
     * be written.
     */
    Future<Integer> publish(String channel, JsonObject body) {
        return Future.succeededFuture(body).map(JsonObject::encode).compose(text -> send(channel, text));
    }

    /** Publishes what may be lost. */
    void tell(String channel, JsonObject body) {
        publish(channel, body)
                .onFailure(failure -> LOG.debug("redis_publish_failed")
                        .addKeyValue(Field.ADDRESS, channel)
                        .log("{}", failure.getMessage()));
    }

    /** Whether it is this one, of all who heard a request, that acts. Fails where Redis does not say so. */
    Future<Boolean> claim(String correlationId) {
        Request set = Request.cmd(Command.SET, CLAIM + correlationId, "1", "NX", "PX", CLAIM_MS);
        return link.send(set).map(ok -> ok != null);
    }

    /** Redis answers, and has all that was published before. Fails with {@link RedisFailure}. */
    Future<Void> reached() {
        return link.send(Request.cmd(Command.PING)).mapEmpty();
    }

    private Future<Integer> send(String channel, String text) {
        return link.send(Request.cmd(Command.PUBLISH, channel, text))
                .map(hearers -> hearers == null ? 0 : hearers.toInteger());
    }
}

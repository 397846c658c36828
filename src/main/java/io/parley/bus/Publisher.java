package io.parley.bus;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.redis.RedisFailure;
import io.parley.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;

/**
 * Publishes in Redis, in two lanes: requests, answers and signs of life in one, what is pushed in the other. Neither waits for
 * the other, whatever it has to say; each is in the order of the calls. Confined to the context of its link.
 */
final class Publisher {
    private static final EventLog LOG = EventLog.of(Publisher.class, EventLog.PARLEY);
    private static final String CLAIM = "ws:push:";
    /** Longer than one who heard a request may stand still before it takes it. */
    private static final long CLAIM_MS = 3_600_000;

    private static final String SERVED_LOG = "ws:log";
    private static final long SERVED_MS = 86_400_000;

    /** The rest of what may be on its way is for claims and for who looks whether Redis answers. */
    private static final int SHARES = 4;

    private final RedisLink link;
    private final Lane talk;
    private final Lane pushes;

    /** Each lane gets a share of the {@code maxInFlight} commands that may be on their way over {@code link}. */
    Publisher(RedisLink link, int maxInFlight) {
        this.link = link;
        this.talk = new Lane(link, maxInFlight / SHARES);
        this.pushes = new Lane(link, maxInFlight / SHARES);
    }

    /**
     * To how many it went. Fails with {@link RedisFailure}, and then it may or may not have gone; with {@link BusFailure},
     * {@code BUSY}, where too much waits; or where {@code body} cannot be written.
     */
    Future<Integer> publish(String channel, JsonObject body) {
        return publish(talk, channel, body);
    }

    /** Publishes what may be lost. */
    void tell(String channel, JsonObject body) {
        tell(talk, channel, body);
    }

    /** {@link #tell} for what a conversation or an application pushes. */
    void push(String channel, JsonObject body) {
        tell(pushes, channel, body);
    }

    /** Whether it is this one, of all who heard a request, that acts. Fails where Redis does not say so. */
    Future<Boolean> claim(String correlationId) {
        Request set = Request.cmd(Command.SET, CLAIM + correlationId, "1", "NX", "PX", CLAIM_MS);
        return link.send(set).map(ok -> ok != null);
    }

    /** Leaves a note of which log is served. It may be lost; the next one makes up for it. */
    void note(String logId) {
        link.send(Request.cmd(Command.SET, SERVED_LOG, logId, "PX", SERVED_MS))
                .onFailure(failure -> LOG.debug("redis_note_failed").log("{}", failure.getMessage()));
    }

    /** Whether {@code logId} is the log that was served last, as far as Redis knows. */
    Future<Boolean> isNoted(String logId) {
        return link.send(Request.cmd(Command.GET, SERVED_LOG))
                .map(noted -> noted != null && noted.toString().equals(logId))
                .otherwise(false);
    }

    /** Redis answers. Fails with {@link RedisFailure}. */
    Future<Void> reached() {
        return link.send(RedisLink.question()).mapEmpty();
    }

    /** Completes when all that was to be published before is, or cannot be. */
    Future<Void> flushed() {
        return Future.join(talk.flushed(), pushes.flushed()).mapEmpty();
    }

    private static Future<Integer> publish(Lane lane, String channel, JsonObject body) {
        return Future.succeededFuture(body).map(JsonObject::toBuffer).compose(text -> lane.publish(channel, text));
    }

    private static void tell(Lane lane, String channel, JsonObject body) {
        publish(lane, channel, body)
                .onFailure(failure -> LOG.debug("redis_publish_failed")
                        .addKeyValue(Field.ADDRESS, channel)
                        .log("{}", failure.getMessage()));
    }
}

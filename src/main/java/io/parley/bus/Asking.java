package io.parley.bus;

import io.parley.bus.ChannelRequest.Op;
import io.parley.protocol.Ids;
import io.parley.protocol.ProtocolCodec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * The asking side of {@link RedisTransport}, with one channel for all answers. Confined to the context of its publisher. A
 * request that nobody hears, or that could not be published, fails at once with {@code UNAVAILABLE}.
 */
final class Asking {
    private static final long MIN_TIMEOUT_MS = 1;

    private final Publisher publisher;
    private final Pending pending;
    private final String replyChannel = ChannelNames.reply(Ids.next());

    Asking(Vertx vertx, Publisher publisher) {
        this.publisher = publisher;
        this.pending = new Pending(vertx);
    }

    String replyChannel() {
        return replyChannel;
    }

    /** What came to {@link #replyChannel}. */
    void heard(JsonObject body) {
        pending.heard(body);
    }

    <T> Future<T> ask(String channel, Op op, Object request, long atMostMs, Class<T> reply) {
        String id = Ids.next();
        var asked = new ChannelRequest(op, id, replyChannel, ProtocolCodec.write(request));
        Future<JsonObject> answer = pending.add(id, Math.max(MIN_TIMEOUT_MS, atMostMs));
        if (!answer.failed()) {
            publisher
                    .publish(channel, ProtocolCodec.write(asked))
                    .onSuccess(hearers -> heardBy(hearers, id, channel))
                    .onFailure(failure -> pending.unavailable(id, String.valueOf(failure.getMessage())));
        }
        return answer.map(body -> ProtocolCodec.read(body, reply))
                .recover(failure -> Future.failedFuture(BusFailures.of(channel, failure)));
    }

    void close() {
        pending.close();
    }

    private void heardBy(int hearers, String id, String channel) {
        if (hearers == 0) {
            pending.unheard(id, "nobody hears " + channel);
        }
    }
}

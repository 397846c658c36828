package io.parley.bus;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.parley.ops.InTime;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.ProtocolCodec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests that wait for an answer, by correlation id. Confined to one context, on which answers are heard in the order in
 * which they came, and before what came after them. At most {@value #MAX} wait; BUSY beyond.
 */
final class Pending {
    static final int MAX = 16_384;

    private final Vertx vertx;
    private final Map<String, Promise<JsonObject>> waiting = new HashMap<>();

    Pending(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The body of the answer to {@code id}. Fails with {@link BusFailure}: {@code UNAVAILABLE} after {@code atMostMs}. */
    Future<JsonObject> add(String id, long atMostMs) {
        if (waiting.size() >= MAX) {
            return Future.failedFuture(new BusFailure(ErrorCode.BUSY, "too many requests wait for an answer"));
        }
        Promise<JsonObject> answer = Promise.promise();
        waiting.put(id, answer);
        InTime.of(vertx, answer.future(), atMostMs, MILLISECONDS)
                .onFailure(late -> unavailable(id, "no answer within " + atMostMs + " ms"));
        return answer.future();
    }

    /** Takes an answer; one that comes late, or again, is dropped. */
    void heard(JsonObject body) {
        ChannelReply reply = ProtocolCodec.read(body, ChannelReply.class);
        Promise<JsonObject> answer = waiting.remove(String.valueOf(reply.correlationId()));
        if (answer == null) {
            return;
        }
        if (reply.error() != null) {
            answer.fail(BusFailures.heard(reply.error()));
        } else {
            answer.complete(reply.body() == null ? new JsonObject() : reply.body());
        }
    }

    /** Nobody will answer {@code id}; nothing where it does not wait any more. */
    void unavailable(String id, String reason) {
        fail(id, new BusFailure(ErrorCode.UNAVAILABLE, reason));
    }

    /** Nobody has even heard the request {@code id}. */
    void unheard(String id, String reason) {
        fail(id, BusFailure.nobodyThere(reason));
    }

    private void fail(String id, BusFailure failure) {
        Promise<JsonObject> answer = waiting.remove(id);
        if (answer != null) {
            answer.fail(failure);
        }
    }

    void close() {
        List.copyOf(waiting.keySet()).forEach(id -> unavailable(id, "the transport is closed"));
    }
}

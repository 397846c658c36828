package io.parley.gateway;

import io.parley.ops.EventLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * How the clients of a gateway that stops leave it: each at a time of its own, so that the others do not get all of them at
 * once. Confined to one context.
 *
 * <p>They leave within a second, and 20 ms more for each of them, but within {@code gateway.drain_ms} at most.
 */
final class Drain {
    private static final EventLog LOG = EventLog.of(Drain.class, EventLog.GATEWAY);
    private static final long SHORT_MS = 1_000;
    private static final long EACH_MS = 20;
    /** A client that leaves when it was told to is not met on its way by the close. */
    private static final long GRACE_MS = 250;

    private final Vertx vertx;
    private final long longestMs;
    private final Promise<Void> empty = Promise.promise();
    private boolean begun;

    Drain(Vertx vertx, long longestMs) {
        this.vertx = vertx;
        this.longestMs = longestMs;
    }

    /** Tells {@code all} when to leave, and closes those that stay longer. Completes when all have left. */
    Future<Void> begin(List<Connection> all) {
        begun = true;
        long windowMs = Math.min(longestMs, SHORT_MS + EACH_MS * all.size());
        LOG.info("gateway_draining").addKeyValue("connections", all.size()).log("clients leave within {} ms", windowMs);
        for (int i = 0; i < all.size(); i++) {
            dismiss(all.get(i), windowMs * (i + 1) / all.size());
        }
        left(all.isEmpty());
        return empty.future();
    }

    /** A connection was let in before the stop, and came after it: it is the first to leave. */
    void entered(Connection connection) {
        if (begun) {
            dismiss(connection, 0);
        }
    }

    /** A connection has left; {@code isLast}: no other is there. */
    void left(boolean isLast) {
        if (begun && isLast) {
            empty.tryComplete();
        }
    }

    private void dismiss(Connection connection, long afterMs) {
        connection.departure().drain(afterMs);
        vertx.setTimer(afterMs + GRACE_MS, due -> connection.departure().dismiss());
    }
}

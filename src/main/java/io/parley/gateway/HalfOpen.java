package io.parley.gateway;

import io.parley.ops.EventLog;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that take too long to say what they want: from their opening, or from the first line of a request, to
 * the request's end. Confined to one context; holds what was opened within the deadline.
 */
final class HalfOpen {
    private static final EventLog LOG = EventLog.of(HalfOpen.class, EventLog.GATEWAY);

    private final long patienceNanos;
    private final Map<HttpConnection, Owing> connections = new LinkedHashMap<>();

    /** @param request null before its head has come */
    private record Owing(@Nullable HttpServerRequest request, long sinceNanos) {
        boolean isPaid() {
            return request != null && request.isEnded();
        }
    }

    HalfOpen(long patienceMs) {
        this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMs);
    }

    void opened(HttpConnection connection) {
        connections.put(connection, new Owing(null, System.nanoTime()));
        connection.closeHandler(closed -> connections.remove(connection));
    }

    /** The head of a request has come. */
    void began(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        connections.remove(connection);
        connections.put(connection, new Owing(request, System.nanoTime()));
    }

    /** Closes what is overdue. */
    void sweep(long nowNanos) {
        List<HttpConnection> overdue = new ArrayList<>();
        for (Map.Entry<HttpConnection, Owing> owing : connections.entrySet()) {
            if (nowNanos - owing.getValue().sinceNanos() < patienceNanos) {
                break; // the rest came later
            }
            overdue.add(owing.getKey());
        }
        overdue.forEach(this::settle);
    }

    private void settle(HttpConnection connection) {
        Owing owing = connections.remove(connection);
        if (owing != null && !owing.isPaid()) {
            LOG.info("request_overdue").log("closed a connection that did not finish its request");
            connection.close().onFailure(closed -> LOG.debug("close_failed").log("closed already"));
        }
    }
}

package io.parley.gateway;

import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The WebSockets under sessions of SockJS, from their opening until the session takes its own. SockJS gives them to nobody,
 * and no client answers its heartbeats; every WebSocket answers a ping. Confined to one context.
 */
final class SockJsCarriers {
    private final Map<HttpConnection, ServerWebSocket> opened = new HashMap<>();

    /** The same request; the WebSocket that it becomes is kept. */
    HttpServerRequest watched(HttpServerRequest request) {
        return new HttpServerRequestWrapper((HttpServerRequestInternal) request) {
            @Override
            public Future<ServerWebSocket> toWebSocket() {
                return super.toWebSocket().onSuccess(socket -> opened.put(connection(), socket));
            }
        };
    }

    /** The WebSocket that {@code connection} became; null for a session that polls. */
    @Nullable
    ServerWebSocket take(HttpConnection connection) {
        return opened.remove(connection);
    }
}

package io.parley.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Connects to gateways. One client serves any number of connections; any thread.
 *
 * <p>It is thin: a connection that is lost stays lost, and what was not acknowledged is not sent again. Who wants to go on
 * connects anew with {@link #resume} and sends again under the same ids.
 */
public final class ParleyClient {
    private static final String SUB_PROTOCOL = "parley.v1";
    /** How long a server may take to open the WebSocket, unless its user is less patient. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** A page of the log has 512 KiB, a reply a mebibyte, and either may be escaped in JSON. */
    private static final int MAX_SERVER_MESSAGE_BYTES = 16 * 1024 * 1024;

    private final Vertx vertx;
    private final WebSocketClient sockets;
    private final Duration patience;

    public ParleyClient(Vertx vertx) {
        this(vertx, PATIENCE);
    }

    /** {@code patience}: how long a server may take to open the WebSocket. */
    ParleyClient(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
        this.sockets = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setMaxConnections(Integer.MAX_VALUE)
                .setMaxFrameSize(MAX_SERVER_MESSAGE_BYTES)
                .setMaxMessageSize(MAX_SERVER_MESSAGE_BYTES)
                .setConnectTimeout(10_000));
    }

    /**
     * Completes when the WebSocket is open, which is before the server's {@code status} {@code connected}; {@code listener}
     * may hear that before this future's handlers run. Fails with {@link io.vertx.core.http.UpgradeRejectedException} where
     * the server answered with another HTTP status, else with what kept the socket from opening.
     */
    public Future<Connection> connect(ConnectOptions options, ClientListener listener) {
        var socket = sockets.webSocket();
        var connection = new Connection(socket, options, listener, sockets);
        return socket.connect(request(options)).map(connection);
    }

    /**
     * As {@link #connect}, to go on where {@code before} was lost: with its session, and behind the last entry that it was given.
     * Where the server had said when to come back, as one does that stops, it is not bothered before that.
     *
     * @param to the same gateway, or another; its session and last entry do not count
     */
    public Future<Connection> resume(Connection before, ConnectOptions to, ClientListener listener) {
        long waitMs = before.reconnectInMs();
        Future<Void> due = waitMs > 0 ? vertx.timer(waitMs, TimeUnit.MILLISECONDS) : Future.succeededFuture();
        return due.compose(now -> connect(to.resuming(before.sessionId(), before.lastSeq()), listener));
    }

    /** Closes all connections that this client made. */
    public Future<Void> close() {
        return sockets.close();
    }

    private WebSocketConnectOptions request(ConnectOptions options) {
        var request = new WebSocketConnectOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setSsl(options.ssl())
                .setURI(options.requestUri())
                .addSubProtocol(SUB_PROTOCOL)
                .setTimeout(patience.toMillis())
                .setAllowOriginHeader(options.origin() != null);
        if (options.userId() != null) {
            request.addHeader("User-ID", options.userId());
        }
        if (options.token() != null) {
            request.addHeader("Authorization", "Bearer " + options.token());
        }
        if (options.origin() != null) {
            request.addHeader("Origin", options.origin());
        }
        return request;
    }
}

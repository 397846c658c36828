package io.parley.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;

/**
 * Connects to gateways. One client serves any number of connections; any thread.
 *
 * <p>It is thin: a connection that is lost stays lost, and what was not acknowledged is not sent again. Who wants to go on
 * connects anew with {@link ConnectOptions#resuming} and sends again under the same ids.
 */
public final class ParleyClient {
    private static final String SUB_PROTOCOL = "parley.v1";
    /** A page of the log has 512 KiB, a reply a mebibyte, and either may be escaped in JSON. */
    private static final int MAX_SERVER_MESSAGE_BYTES = 16 * 1024 * 1024;

    private final WebSocketClient sockets;

    public ParleyClient(Vertx vertx) {
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
        var connection = new Connection(socket, options, listener);
        return socket.connect(request(options)).map(connection);
    }

    /** Closes all connections that this client made. */
    public Future<Void> close() {
        return sockets.close();
    }

    private static WebSocketConnectOptions request(ConnectOptions options) {
        var request = new WebSocketConnectOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setSsl(options.ssl())
                .setURI(options.requestUri())
                .addSubProtocol(SUB_PROTOCOL)
                .setAllowOriginHeader(options.origin() != null);
        if (options.userId() != null) {
            request.addHeader("User-ID", options.userId());
        }
        if (options.origin() != null) {
            request.addHeader("Origin", options.origin());
        }
        return request;
    }
}

package io.parley.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** The HTTP server of one instance and the way of a request through it. */
final class GatewayServer implements Front {
    private static final int MAX_LINE_BYTES = 8 * 1024;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    /** A socket on which no write was taken for this long after a ping was due is dead, or not read. */
    private static final long GRACE_MS = 10_000;

    private static final long CLOSE_SECONDS = 1;
    /** What the system keeps for one reader; by itself it would take MiBs, and say for as long that nothing moves. */
    private static final int SEND_BUFFER_BYTES = 128 * 1024;

    private final HttpServer server;
    private final HalfOpen halfOpen;

    GatewayServer(Vertx vertx, Gateway gateway, Entrance entrance) {
        GatewayConfig config = gateway.config();
        this.halfOpen = new HalfOpen(config.handshakeTimeoutMs());
        Router router = router(vertx, gateway, entrance);
        this.server = vertx.createHttpServer(options(config))
                .connectionHandler(halfOpen::opened)
                .requestHandler(request -> {
                    halfOpen.began(request);
                    router.handle(request);
                });
    }

    @Override
    public Future<OptionalInt> open() {
        return server.listen().map(HttpServer::actualPort).map(OptionalInt::of);
    }

    @Override
    public void sweep() {
        halfOpen.sweep(System.nanoTime());
    }

    @Override
    public Future<Void> close() {
        return server.shutdown(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private static OriginCheck originCheck(GatewayConfig config) {
        return new OriginCheck(config.allowedOrigins(), Hosts.isLoopback(config.host()));
    }

    private static Router router(Vertx vertx, Gateway gateway, Entrance entrance) {
        Router router = Router.router(vertx);
        router.route().handler(originCheck(gateway.config()));
        mountSockets(vertx, router, gateway, entrance);
        new ApiEndpoint(gateway, entrance).mount(router);
        router.route().handler(new StaticPages(vertx));
        router.errorHandler(
                404,
                context -> context.response()
                        .putHeader(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                        .setStatusCode(404)
                        .end("Not found\n"));
        return router;
    }

    /** Where clients connect, behind a check of origins. */
    static void mountSockets(Vertx vertx, Router router, Gateway gateway, Entrance entrance) {
        Door conversations = Door.ofConversations(gateway);
        router.route("/ws").handler(new WebSocketEndpoint(gateway, entrance, conversations));
        if (gateway.config().sockjs().enabled()) {
            new SockJsEndpoint(gateway, entrance, "/sockjs", conversations).mount(vertx, router);
        }
        if (gateway.config().bridge().enabled()) {
            new SockJsEndpoint(gateway, entrance, "/eventbus", Door.ofBridge(gateway)).mount(vertx, router);
        }
    }

    /** Nothing is decompressed or compressed: what comes is as large as it looks. */
    static HttpServerOptions options(GatewayConfig config) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setHttp2ClearTextEnabled(false)
                .setDecompressionSupported(false)
                .setCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setWebSocketSubProtocols(List.of(WebSocketEndpoint.PROTOCOL))
                // Twice, because beyond it Vert.x drops the connection without a close code.
                .setMaxWebSocketFrameSize(2 * config.maxFrameBytes())
                .setMaxWebSocketMessageSize(config.maxFrameBytes())
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setWebSocketClosingTimeout((int) CLOSE_SECONDS);
        options.setSendBufferSize(SEND_BUFFER_BYTES)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setWriteIdleTimeout((int) Math.min(Integer.MAX_VALUE, config.heartbeatMs() + GRACE_MS));
        return options;
    }
}

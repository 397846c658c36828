package io.parley.console;

import io.parley.ops.Health;
import io.parley.ops.Metrics;
import io.parley.ops.Ports;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;

/**
 * Serves {@code /metrics}, {@code /health/live} and {@code /health/ready} of its Vertx, and announces its port as {@code
 * console}. Configuration: {@code host} (127.0.0.1), {@code port} (8081; 0 takes any free one), {@code token} (empty).
 *
 * <p>Does not start, with an {@link IllegalArgumentException}, where the configuration is wrong or the host is not a
 * loopback address and there is no token.
 */
public final class ConsoleVerticle extends VerticleBase {
    private static final int IDLE_TIMEOUT_S = 60;

    @Override
    public Future<?> start() {
        ConsoleConfig config = ConsoleConfig.of(config());
        Pages pages = new Pages(vertx, Metrics.of(vertx), Health.of(vertx));
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setIdleTimeout(IDLE_TIMEOUT_S);
        return vertx.createHttpServer(options)
                .requestHandler(new ConsoleRequests(config, pages))
                .listen()
                .onSuccess(server -> Ports.of(vertx).announce("console", server.actualPort()));
    }
}

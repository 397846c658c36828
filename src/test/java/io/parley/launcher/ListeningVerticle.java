package io.parley.launcher;

import io.parley.ops.Ports;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** An application's verticle: listens at its {@code port}, {@code delay_ms} after its start began, and tells in the file
 * {@code life} what it does. */
public final class ListeningVerticle extends VerticleBase {
    @Override
    public Future<?> start() throws Exception {
        tell("starting");
        int port = config().getInteger("port", 0);
        if (port < 0) {
            throw new IllegalArgumentException("port must be 0 to 65535: " + port);
        }
        return vertx.timer(config().getLong("delay_ms", 1L), TimeUnit.MILLISECONDS)
                .compose(now -> vertx.createHttpServer()
                        .requestHandler(request -> request.response().end("here"))
                        .listen(port, "127.0.0.1"))
                .onSuccess(server -> Ports.of(vertx).announce("gateway", server.actualPort()));
    }

    @Override
    public Future<?> stop() throws Exception {
        tell("stopped");
        return config().getBoolean("stays", false) ? Promise.promise().future() : Future.succeededFuture();
    }

    private void tell(String what) throws IOException {
        if (config().containsKey("life")) {
            Files.writeString(Path.of(config().getString("life")), what);
        }
    }
}

package io.parley.launcher;

import io.parley.ops.Ports;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Files;
import java.nio.file.Path;

/** An application's verticle: listens at its {@code port}, and tells of its stop in the file {@code stopped}. */
public final class ListeningVerticle extends VerticleBase {
    @Override
    public Future<?> start() {
        int port = config().getInteger("port", 0);
        if (port < 0) {
            throw new IllegalArgumentException("port must be 0 to 65535: " + port);
        }
        return vertx.createHttpServer()
                .requestHandler(request -> request.response().end("here"))
                .listen(port, "127.0.0.1")
                .onSuccess(server -> Ports.of(vertx).announce("gateway", server.actualPort()));
    }

    @Override
    public Future<?> stop() throws Exception {
        if (config().containsKey("stopped")) {
            Files.writeString(Path.of(config().getString("stopped")), "stopped");
        }
        return Future.succeededFuture();
    }
}

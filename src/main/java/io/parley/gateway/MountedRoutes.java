package io.parley.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** The endpoints of a gateway on an application's own router, whose server belongs to the same context. */
final class MountedRoutes implements Front {

    private final Thread loop = Thread.currentThread();
    private final List<Route> routes;

    /** To be made on the gateway's context. */
    MountedRoutes(Vertx vertx, Router router, Gateway gateway, Entrance entrance) {
        List<Route> before = router.getRoutes();
        // Who is whom the application decides, so that a page of its own host is its own whatever the host's name is.
        OriginCheck origins = new OriginCheck(gateway.config().allowedOrigins(), false);
        for (String path : paths(gateway.config())) {
            router.route(path).handler(this::requireSameLoop);
            router.route(path).handler(origins);
        }
        GatewayServer.mountSockets(vertx, router, gateway, entrance);
        router.route("/client/*").handler(new StaticPages(vertx));
        this.routes = new ArrayList<>(router.getRoutes());
        routes.removeAll(before);
    }

    private static List<String> paths(GatewayConfig config) {
        return config.bridge().enabled()
                ? List.of("/ws", "/sockjs/*", "/eventbus/*", "/client/*")
                : List.of("/ws", "/sockjs/*", "/client/*");
    }

    @Override
    public Future<OptionalInt> open() {
        return Future.succeededFuture(OptionalInt.empty());
    }

    @Override
    public void sweep() {
        // what is half open is the server's, which is the application's
    }

    @Override
    public Future<Void> close() {
        routes.forEach(Route::remove);
        return Future.succeededFuture();
    }

    private void requireSameLoop(RoutingContext context) {
        if (Thread.currentThread() == loop) {
            context.next();
        } else {
            context.fail(new IllegalStateException("the gateway belongs to another event loop than this server: "
                    + "mount it in the verticle that makes the server, once for each instance"));
        }
    }
}

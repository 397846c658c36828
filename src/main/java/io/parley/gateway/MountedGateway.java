package io.parley.gateway;

import io.parley.gateway.identity.Authenticator;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;

/**
 * A gateway on an application's own {@link Router}, beside its routes: {@code /ws}, {@code /sockjs}, where so configured
 * {@code /eventbus}, and the JavaScript client at {@code /client}. It belongs to the event loop on which it is mounted, and the server of the router must run there too: mount it
 * in the verticle that makes the server, once for each instance.
 *
 * <pre>{@code
 * Router router = Router.router(vertx);
 * MountedGateway.mount(vertx, router, config, authenticator)
 *         .compose(gateway -> vertx.createHttpServer(MountedGateway.serverOptions(config).setPort(8080))
 *                 .requestHandler(router)
 *                 .listen());
 * }</pre>
 */
public final class MountedGateway {
    private final Context context;
    private final GatewayVerticle gateway;

    private MountedGateway(Context context, GatewayVerticle gateway) {
        this.context = context;
        this.gateway = gateway;
    }

    /** Where a gateway without a server of its own is. */
    record Place(Router router, JsonObject config) {}

    /**
     * Completes when clients may come. {@code config} is the section {@code gateway} of the configuration, of which {@code host},
     * {@code port} and {@code identity} are not used; {@code authenticator} says who is who. Throws {@link IllegalStateException} where it is not called
     * on an event loop; fails with {@link io.parley.protocol.BadMessage} that names a wrong key.
     */
    public static Future<MountedGateway> mount(
            Vertx vertx, Router router, JsonObject config, Authenticator authenticator) {
        Context context = vertx.getOrCreateContext();
        if (!Context.isOnEventLoopThread()) {
            throw new IllegalStateException(
                    "a gateway is mounted on an event loop: in the start of the verticle that " + "makes the server");
        }
        GatewayVerticle gateway = new GatewayVerticle(authenticator, new Place(router, config));
        gateway.init(vertx, context);
        return gateway.start().map(started -> new MountedGateway(context, gateway));
    }

    /** What a server needs so that a gateway on its router works as one of its own does: frames, sub-protocol, time-outs. */
    public static HttpServerOptions serverOptions(JsonObject config) {
        return GatewayServer.options(GatewayConfig.of(config));
    }

    /** Takes its routes away, tells its clients to come back later, and closes what it has opened. From any thread. */
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(now -> gateway.stop().<Void>mapEmpty().onComplete(closed));
        return closed.future();
    }
}

package io.parley.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.parley.ops.EventLog;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Phrase;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.function.UnaryOperator;

/** {@code /ws}, and what else is a WebSocket: who may come in is upgraded and becomes a {@link Connection}. */
final class WebSocketEndpoint implements Handler<RoutingContext> {
    static final String PROTOCOL = "parley.v1";

    private static final EventLog LOG = EventLog.of(WebSocketEndpoint.class, EventLog.GATEWAY);
    private static final int UPGRADE_REQUIRED = 426;

    private final Gateway gateway;
    private final Entrance entrance;
    private final UnaryOperator<Socket> framing;

    /** {@code framing}: what messages travel in. */
    WebSocketEndpoint(Gateway gateway, Entrance entrance, UnaryOperator<Socket> framing) {
        this.gateway = gateway;
        this.entrance = entrance;
        this.framing = framing;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!request.canUpgradeToWebSocket()) {
            request.response().putHeader(HttpHeaderNames.UPGRADE, "websocket");
            Entrance.refuse(request, notAWebSocket(), UPGRADE_REQUIRED);
            return;
        }
        request.pause();
        entrance.identify(request)
                .compose(entrance::admit)
                .onSuccess(visitor -> upgrade(request, visitor))
                .onFailure(failure -> refuse(request, Entrance.why(failure)));
    }

    private void upgrade(HttpServerRequest request, Visitor visitor) {
        request.toWebSocket()
                .onSuccess(socket -> gateway.open(visitor, wrap(socket)))
                .onFailure(failure -> {
                    gateway.admission().leave(visitor.address());
                    notUpgraded(failure);
                });
    }

    private void refuse(HttpServerRequest request, Refusal why) {
        if (Entrance.isBrowser(request)) {
            request.toWebSocket()
                    .onSuccess(socket -> Entrance.refuse(request, why, wrap(socket)))
                    .onFailure(WebSocketEndpoint::notUpgraded);
        } else {
            Entrance.refuse(request, why);
            request.resume();
        }
    }

    private Socket wrap(ServerWebSocket socket) {
        return framing.apply(new WebSocketSocket(socket, gateway.config().maxFrameBytes()));
    }

    private static Refusal notAWebSocket() {
        return new Refusal(ErrorCode.BAD_REQUEST, Phrase.of("bad.not_websocket"), null);
    }

    private static void notUpgraded(Throwable failure) {
        LOG.info("upgrade_failed").log("{}", String.valueOf(failure.getMessage()));
    }
}

package io.parley.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.parley.ops.EventLog;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Phrase;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code /ws}, and what else is a WebSocket: who may come in is upgraded and becomes a {@link Connection}. */
final class WebSocketEndpoint implements Handler<RoutingContext> {
    static final String PROTOCOL = "parley.v1";

    private static final EventLog LOG = EventLog.of(WebSocketEndpoint.class, EventLog.GATEWAY);
    private static final int UPGRADE_REQUIRED = 426;

    private final Gateway gateway;
    private final Entrance entrance;
    private final Door door;

    WebSocketEndpoint(Gateway gateway, Entrance entrance, Door door) {
        this.gateway = gateway;
        this.entrance = entrance;
        this.door = door;
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
        Future<Void> let = entrance.awaitsToken(request)
                ? entrance.welcome(request, door)
                        .compose(guest -> entrance.admit(guest.address())
                                .onSuccess(in -> upgrade(
                                        request, guest.address(), socket -> Lobby.open(gateway, guest, socket))))
                : entrance.identify(request, door)
                        .compose(caller -> entrance.admit(caller.address())
                                .onSuccess(in -> upgrade(request, caller.address(), caller::begin)));
        let.onFailure(failure -> refuse(request, Entrance.why(failure)));
    }

    private void upgrade(HttpServerRequest request, @Nullable String address, Consumer<Socket> opening) {
        request.toWebSocket().onSuccess(socket -> opening.accept(wrap(socket))).onFailure(failure -> {
            gateway.admission().leave(address);
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
        return door.framing().apply(new WebSocketSocket(socket, gateway.config().maxFrameBytes()));
    }

    private static Refusal notAWebSocket() {
        return new Refusal(ErrorCode.BAD_REQUEST, Phrase.of("bad.not_websocket"), null);
    }

    private static void notUpgraded(Throwable failure) {
        LOG.info("upgrade_failed").log("{}", String.valueOf(failure.getMessage()));
    }
}

package io.parley.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.parley.gateway.GatewayConfig.Identity;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Phrase;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Lets pages of allowed origins read what {@code /api} says; others were kept out by the {@link OriginCheck} before. Nothing here
 * goes by cookies. Where anybody who reaches the gateway is believed, a request under a foreign name of this machine is refused:
 * a page that was loaded from such a name (DNS rebinding) says no origin when it reads.
 */
final class ApiOrigins implements Handler<RoutingContext> {
    private final boolean ownIsLocal;

    ApiOrigins(GatewayConfig config) {
        this.ownIsLocal = config.identity().mode() == Identity.Mode.DEV && Hosts.isLoopback(config.host());
    }

    @Override
    public void handle(RoutingContext context) {
        String origin = context.request().getHeader(HttpHeaderNames.ORIGIN);
        if (origin == null && !isKnown(context.request().getHeader(HttpHeaderNames.HOST))) {
            Entrance.refuse(context.request(), new Refusal(ErrorCode.FORBIDDEN, Phrase.of("refused.origin"), null));
            return;
        }
        if (origin != null) {
            context.response()
                    .putHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .putHeader(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        }
        if (context.request().method().equals(HttpMethod.OPTIONS)) {
            context.response()
                    .putHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PATCH, DELETE")
                    .putHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, user-id")
                    .putHeader(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "600")
                    .setStatusCode(204)
                    .end();
        } else {
            context.next();
        }
    }

    private boolean isKnown(@Nullable String host) {
        return !ownIsLocal
                || (host != null && Hosts.isLoopback(Hosts.nameOf(host).replaceAll("[\\[\\]]", "")));
    }
}

package io.parley.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.parley.ops.EventLog;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Phrase;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the pages of other sites out, before every transport. A page may connect to the host that it came from, or from an
 * origin that is listed. Who sends no {@code Origin} is no page.
 */
final class OriginCheck implements Handler<RoutingContext> {
    private static final EventLog LOG = EventLog.of(OriginCheck.class, EventLog.GATEWAY);

    private final Set<String> allowed;
    private final boolean ownIsLocal;

    /**
     * {@code ownIsLocal}: only a page that was loaded from {@code localhost} or a loopback address counts as the
     * gateway's own. Where anybody who reaches the gateway is believed, a foreign name that was made to point at this
     * machine (DNS rebinding) must not pass for it.
     */
    OriginCheck(List<String> allowed, boolean ownIsLocal) {
        this.ownIsLocal = ownIsLocal;
        this.allowed = allowed.stream().map(OriginCheck::normal).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (mayPass(request.headers().getAll(HttpHeaderNames.ORIGIN), request.getHeader(HttpHeaderNames.HOST))) {
            context.next();
        } else {
            LOG.warn("origin_refused").log("refused a page of another site");
            Entrance.refuse(request, new Refusal(ErrorCode.FORBIDDEN, Phrase.of("refused.origin"), null));
        }
    }

    private boolean mayPass(List<String> origins, @Nullable String host) {
        if (origins.isEmpty()) {
            return true;
        }
        String origin = normal(origins.get(0));
        int scheme = origin.indexOf("://");
        if (origins.size() > 1 || scheme < 0) {
            return false;
        }
        boolean isOwn = host != null
                && (!ownIsLocal || Hosts.isLoopback(Hosts.nameOf(host)))
                && origin.equals(normal(origin.substring(0, scheme + 3) + host));
        return isOwn || allowed.contains(origin);
    }

    /** In small letters and without the port that its scheme has anyway. */
    private static String normal(String origin) {
        String small = origin.toLowerCase(Locale.ROOT);
        if (small.startsWith("https://")) {
            return withoutEnd(small, ":443");
        }
        return small.startsWith("http://") ? withoutEnd(small, ":80") : small;
    }

    private static String withoutEnd(String text, String end) {
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }
}

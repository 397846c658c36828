package io.parley.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The page and its files, from {@code web/} on the class path. Each is read once and kept; who asks again with its tag is
 * told that it is the same. What is not there goes on to the next handler. Confined to one context.
 */
final class StaticPages implements Handler<RoutingContext> {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self' ws: wss:; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
                    + "frame-ancestors 'none'";
    /** No group that repeats: matching one takes stack for each repetition, and the path is the client's. */
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9_-][A-Za-z0-9._/-]{0,200}");

    private final Vertx vertx;
    private final Map<String, Page> pages = new HashMap<>();

    StaticPages(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpMethod method = context.request().method();
        String path = context.request().path();
        String file = path != null && path.endsWith("/") ? path + "index.html" : path;
        boolean isRead = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (!isRead || file == null || !isName(file)) {
            context.next();
            return;
        }
        find(file)
                .onSuccess(page -> page.ifPresentOrElse(found -> serve(context, found), context::next))
                .onFailure(context::fail);
    }

    /** Names without a dot in front, so that no path leads out or to a hidden file. */
    private static boolean isName(String file) {
        return PATH.matcher(file).matches() && !file.contains("/.") && !file.contains("//");
    }

    private Future<Optional<Page>> find(String file) {
        Page known = pages.get(file);
        if (known != null) {
            return Future.succeededFuture(Optional.of(known));
        }
        return vertx.executeBlocking(() -> Page.read(file), false)
                .onSuccess(page -> page.ifPresent(found -> {
                    pages.put(file, found);
                }));
    }

    private static void serve(RoutingContext context, Page page) {
        HttpServerResponse response = context.response()
                .putHeader(HttpHeaderNames.ETAG, page.tag())
                .putHeader(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer");
        String origin = context.request().getHeader(HttpHeaderNames.ORIGIN);
        if (origin != null) { // an allowed one, since the check of origins comes before
            response.putHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .putHeader(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        }
        if (page.tag().equals(context.request().getHeader(HttpHeaderNames.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaderNames.CONTENT_TYPE, page.contentType());
        if (context.request().method().equals(HttpMethod.HEAD)) {
            response.putHeader(
                    HttpHeaderNames.CONTENT_LENGTH, String.valueOf(page.body().length()));
            response.end();
        } else {
            response.end(page.body());
        }
    }
}

package io.parley.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.ops.EventLog;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers each request with a page or with one line: who asks first, then where, then how. */
final class ConsoleRequests implements Handler<HttpServerRequest> {
    private static final EventLog LOG = EventLog.of(ConsoleRequests.class, EventLog.PARLEY);
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final ConsoleConfig config;
    private final Map<String, Supplier<Future<Page>>> pages;

    ConsoleRequests(ConsoleConfig config, Pages pages) {
        this.config = config;
        this.pages = Map.of(
                "/metrics", pages::metrics,
                "/health/live", pages::live,
                "/health/ready", pages::ready);
    }

    @Override
    public void handle(HttpServerRequest request) {
        answer(request).onSuccess(page -> send(request, page)).onFailure(cause -> {
            LOG.error("console_failed").setCause(cause).log("A page of the console could not be made");
            send(request, Page.line(500, "this page could not be made; the log says why"));
        });
    }

    private Future<Page> answer(HttpServerRequest request) {
        if (!isAllowed(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            request.response().putHeader("WWW-Authenticate", "Bearer");
            return Future.succeededFuture(Page.line(401, "a token is needed: Authorization: Bearer …"));
        }
        Supplier<Future<Page>> page = pages.get(request.path());
        if (page == null) {
            return Future.succeededFuture(Page.line(404, "here are /metrics, /health/live and /health/ready"));
        }
        if (!READING.contains(request.method())) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            return Future.succeededFuture(Page.line(405, "GET or HEAD only"));
        }
        return page.get();
    }

    private boolean isAllowed(@Nullable String authorization) {
        byte[] given = String.valueOf(authorization).getBytes(UTF_8);
        return config.isOpen() || MessageDigest.isEqual(given, ("Bearer " + config.token()).getBytes(UTF_8));
    }

    private static void send(HttpServerRequest request, Page page) {
        Buffer body = Buffer.buffer(page.body());
        HttpServerResponse response = request.response()
                .setStatusCode(page.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, page.contentType())
                .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()))
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        // Over HTTP/2 Vert.x would send the body of a HEAD too.
        (request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(body))
                .onFailure(gone -> LOG.debug("console_client_gone").log("A client of the console left"));
    }
}

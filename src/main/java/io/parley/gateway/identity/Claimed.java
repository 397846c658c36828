package io.parley.gateway.identity;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** Where a request may say who it comes from without proving it. */
final class Claimed {
    static final String HEADER = "User-ID";
    private static final String QUERY = "user_id";

    private Claimed() {}

    /** The values of the header, however often it is there. */
    static List<String> byHeader(HttpServerRequest request) {
        return request.headers().getAll(HEADER);
    }

    static List<String> byQuery(HttpServerRequest request) {
        return request.params().getAll(QUERY);
    }

    /** Whether the request says so, where nobody is believed for that. */
    static boolean isMade(HttpServerRequest request) {
        return !byHeader(request).isEmpty() || !byQuery(request).isEmpty();
    }
}

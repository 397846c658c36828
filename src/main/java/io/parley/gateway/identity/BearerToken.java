package io.parley.gateway.identity;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The token of a request: in its {@code Authorization} header, or where a page can send none, among its sub-protocols. */
final class BearerToken {
    private static final String SCHEME = "bearer ";
    private static final String SUB_PROTOCOL = "bearer.";

    private BearerToken() {}

    /** Null where there is none. Throws {@link Unauthenticated} where there are several. */
    static @Nullable String of(HttpServerRequest request) {
        List<String> found = new ArrayList<>();
        for (String header : request.headers().getAll(HttpHeaderNames.AUTHORIZATION)) {
            if (header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
                found.add(header.substring(SCHEME.length()).strip());
            }
        }
        for (String header : request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
            for (String offered : header.split(",", -1)) {
                if (offered.strip().startsWith(SUB_PROTOCOL)) {
                    found.add(offered.strip().substring(SUB_PROTOCOL.length()));
                }
            }
        }
        if (found.size() > 1) {
            throw new Unauthenticated("more than one token");
        }
        return found.isEmpty() ? null : found.get(0);
    }
}

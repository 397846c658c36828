package io.parley.gateway.identity;

import io.parley.protocol.Ids;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** Believes the {@code User-ID} header of listed proxies, which have found out who the client is, and nobody else. */
public final class ProxyAuthenticator implements Authenticator {
    private final TrustedProxies proxies;

    /** Throws {@link IllegalArgumentException} where no proxy is listed, so that nobody could come in. */
    public ProxyAuthenticator(TrustedProxies proxies) {
        if (proxies.isEmpty()) {
            throw new IllegalArgumentException(
                    "identity.mode proxy believes the proxies in trusted_proxies, and there is none in it");
        }
        this.proxies = proxies;
    }

    @Override
    public Future<Principal> authenticate(HttpServerRequest request) {
        List<String> named = Claimed.byHeader(request);
        if (!proxies.contains(request.remoteAddress().host())) {
            return refused("a request that does not come from a trusted proxy");
        }
        if (!Claimed.byQuery(request).isEmpty()) {
            return refused("user_id in the query, which is nobody's to say here");
        }
        if (named.size() != 1 || !Ids.isValid(named.get(0))) {
            return refused("a proxy that does not send exactly one valid User-ID header");
        }
        return Future.succeededFuture(new Principal(named.get(0)));
    }

    private static Future<Principal> refused(String reason) {
        return Future.failedFuture(new Unauthenticated(reason));
    }
}

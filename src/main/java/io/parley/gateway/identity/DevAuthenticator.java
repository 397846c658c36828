package io.parley.gateway.identity;

import io.parley.protocol.Ids;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * Believes whoever a client says it is: the {@code User-ID} header, or else the {@code user_id} query. For development, and
 * only where nobody else can connect.
 */
public final class DevAuthenticator implements Authenticator {
    @Override
    public Future<Principal> authenticate(HttpServerRequest request) {
        List<String> named = Claimed.byHeader(request);
        if (named.isEmpty()) {
            named = Claimed.byQuery(request);
        }
        if (named.size() != 1 || !Ids.isValid(named.get(0))) {
            return Future.failedFuture(
                    new Unauthenticated("neither one valid User-ID header nor one valid user_id in the query"));
        }
        return Future.succeededFuture(new Principal(named.get(0)));
    }
}

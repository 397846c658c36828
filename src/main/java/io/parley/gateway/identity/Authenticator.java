package io.parley.gateway.identity;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** Finds out who a client is. Called on the gateway's context. */
@FunctionalInterface
public interface Authenticator {
    /**
     * Who {@code request} comes from. Fails with {@link Unauthenticated} where that is not known, or not to be believed, and
     * with {@link Undecided} where it cannot be found out now. Asked before an upgrade.
     */
    Future<Principal> authenticate(HttpServerRequest request);

    /** Completes when it can be asked. Fails where it never can, as with a key that is none. To be called once, before all else. */
    default Future<Void> start() {
        return Future.succeededFuture();
    }

    /** Whether {@code request} says nothing of who it comes from, and its client may connect and say so with a first message. */
    default boolean awaitsToken(HttpServerRequest request) {
        return false;
    }

    /** Whom the token of a client's {@code auth} message speaks of. Fails as {@link #authenticate(HttpServerRequest)}. */
    default Future<Principal> authenticate(String token) {
        return Future.failedFuture(new Unauthenticated("a token, where identity comes by none"));
    }
}

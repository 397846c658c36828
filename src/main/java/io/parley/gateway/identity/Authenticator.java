package io.parley.gateway.identity;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** Finds out who asks for a connection. Called on the gateway's context, before the upgrade. */
public interface Authenticator {
    /** Who {@code request} comes from. Fails with {@link Unauthenticated} where that is not known, or not to be believed. */
    Future<Principal> authenticate(HttpServerRequest request);
}

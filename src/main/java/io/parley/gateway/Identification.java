package io.parley.gateway;

import io.parley.gateway.identity.Authenticator;
import io.parley.gateway.identity.Principal;
import io.parley.ops.InTime;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Phrase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Asks who somebody is. Who does not know in time has failed, and what is thrown fails too. Confined to one context. */
final class Identification {
    private final Vertx vertx;
    private final Authenticator authenticator;
    private final long patienceMs;

    Identification(Vertx vertx, Authenticator authenticator, long patienceMs) {
        this.vertx = vertx;
        this.authenticator = authenticator;
        this.patienceMs = patienceMs;
    }

    /** How long somebody may take to say who it is. */
    long patienceMs() {
        return patienceMs;
    }

    boolean awaitsToken(HttpServerRequest request) {
        return authenticator.awaitsToken(request);
    }

    Future<Principal> of(HttpServerRequest request) {
        return asked(request, authenticator::authenticate);
    }

    Future<Principal> of(String token) {
        return asked(token, authenticator::authenticate);
    }

    /** As {@link #of(String)}, of somebody who is believed to be {@code userId}, and comes in as another by a connection of its own. */
    Future<Principal> again(String token, String userId) {
        return of(token)
                .compose(principal -> principal.userId().equals(userId)
                        ? Future.succeededFuture(principal)
                        : Future.failedFuture(new Entrance.Refused(
                                new Refusal(ErrorCode.FORBIDDEN, Phrase.of("refused.other_user"), null))));
    }

    private <T> Future<Principal> asked(T what, Function<T, Future<Principal>> authenticate) {
        Future<Principal> answer = Future.succeededFuture(what).compose(authenticate);
        return InTime.of(vertx, answer, patienceMs, TimeUnit.MILLISECONDS);
    }
}

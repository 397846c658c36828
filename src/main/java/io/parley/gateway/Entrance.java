package io.parley.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.parley.gateway.identity.Authenticator;
import io.parley.gateway.identity.Principal;
import io.parley.gateway.identity.Unauthenticated;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.ops.InTime;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Phrase;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Who comes in, whatever transport it comes by: identity, parameters, then room. */
final class Entrance {
    private static final EventLog LOG = EventLog.of(Entrance.class, EventLog.GATEWAY);

    private final Vertx vertx;
    private final Authenticator authenticator;
    private final Admission admission;
    private final long patienceMs;

    /** An authenticator that does not know after {@code patienceMs} has failed. */
    Entrance(Vertx vertx, Authenticator authenticator, Admission admission, long patienceMs) {
        this.vertx = vertx;
        this.authenticator = authenticator;
        this.admission = admission;
        this.patienceMs = patienceMs;
    }

    /** Why somebody does not come in. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Refusal why;

        Refused(Refusal why) {
            super(why.code().name(), null, false, false);
            this.why = why;
        }

        Refusal why() {
            return why;
        }
    }

    /** Whom {@code request} comes from and what it is for, on the context of the caller. Fails with {@link Refused}. */
    Future<Visitor> identify(HttpServerRequest request) {
        Future<Principal> asked =
                Future.succeededFuture(request).map(Entrance::readable).compose(authenticator::authenticate);
        return InTime.of(vertx, asked, patienceMs, TimeUnit.MILLISECONDS)
                .map(principal -> new Visitor(
                        principal,
                        Handshake.of(request.params()),
                        request.remoteAddress().host()))
                .recover(failure -> Future.failedFuture(new Refused(why(failure))));
    }

    /** Throws {@link BadMessage} where the query has a percent sign that encodes nothing. */
    private static HttpServerRequest readable(HttpServerRequest request) {
        try {
            request.params();
            return request;
        } catch (IllegalArgumentException malformed) {
            throw new BadMessage(Phrase.of("bad.query"));
        }
    }

    /** The language to refuse in, whatever else is wrong. */
    private static Lang langOf(HttpServerRequest request) {
        try {
            return Handshake.langOf(request.params());
        } catch (IllegalArgumentException malformed) {
            return Lang.EN;
        }
    }

    /** Counts the visitor in, until {@link Admission#leave}. Fails with {@link Refused}. */
    Future<Visitor> admit(Visitor visitor) {
        Refusal full = admission.enter(visitor.address());
        return full == null ? Future.succeededFuture(visitor) : Future.failedFuture(new Refused(full));
    }

    /** Why {@code failure} keeps somebody out. */
    static Refusal why(Throwable failure) {
        if (failure instanceof Refused refused) {
            return refused.why();
        }
        if (failure instanceof BadMessage bad) {
            return Refusal.of(bad);
        }
        if (failure instanceof Unauthenticated) {
            LOG.info("identity_refused").log("{}", failure.getMessage());
            return Refusal.of(ErrorCode.UNAUTHENTICATED);
        }
        if (failure instanceof TimeoutException) {
            LOG.warn("identity_unknown").log("the authenticator did not answer in time");
            return Refusal.of(ErrorCode.UNAVAILABLE);
        }
        LOG.error("entrance_failed").setCause(failure).log("a visitor could be neither let in nor refused");
        return Refusal.of(ErrorCode.INTERNAL_ERROR);
    }

    /** Whether the client is a browser, which does not show its page why an upgrade was refused. */
    static boolean isBrowser(HttpServerRequest request) {
        return request.headers().contains(HttpHeaderNames.ORIGIN);
    }

    /** Refuses before the upgrade. */
    static void refuse(HttpServerRequest request, Refusal why) {
        refuse(request, why, why.httpStatus());
    }

    static void refuse(HttpServerRequest request, Refusal why, int status) {
        ServerMessage.Failure error = why.told(langOf(request), null, null);
        HttpServerResponse response = request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaderNames.CACHE_CONTROL, "no-store");
        if (why.retryAfterMs() != null) {
            response.putHeader(HttpHeaderNames.RETRY_AFTER, String.valueOf(1 + why.retryAfterMs() / 1000));
        }
        response.end(ProtocolCodec.encode(error))
                .onFailure(gone -> LOG.debug("refusal_unheard")
                        .addKeyValue(Field.CODE, why.code())
                        .log("the client left before it was refused"));
    }

    /** Refuses after the upgrade: an error and a close code. */
    static void refuse(HttpServerRequest request, Refusal why, Socket socket) {
        ServerMessage.Failure error = why.told(langOf(request), null, null);
        socket.write(Frame.of(error).text())
                .onFailure(gone -> LOG.debug("refusal_unheard")
                        .addKeyValue(Field.CODE, why.code())
                        .log("the client left before it was refused"));
        socket.close(why.closeCode());
    }
}

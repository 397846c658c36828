package io.parley.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.parley.gateway.identity.Principal;
import io.parley.gateway.identity.TrustedProxies;
import io.parley.gateway.identity.Unauthenticated;
import io.parley.gateway.identity.Undecided;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Phrase;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who comes in, whatever transport it comes by: identity, parameters, then room. */
final class Entrance {
    private static final EventLog LOG = EventLog.of(Entrance.class, EventLog.GATEWAY);

    private final Identification identification;
    private final TrustedProxies proxies;
    private final Admission admission;

    /** {@code proxies} are believed what they say of the addresses of their clients. */
    Entrance(Identification identification, TrustedProxies proxies, Admission admission) {
        this.identification = identification;
        this.proxies = proxies;
        this.admission = admission;
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
    Future<Caller> identify(HttpServerRequest request, Door door) {
        return refusing(
                request,
                readable -> identification
                        .of(readable)
                        .map(principal -> guest(readable, door).as(principal)));
    }

    /** Whom {@code request} comes from, whatever it is for. Fails with {@link Refused}. */
    Future<Principal> identity(HttpServerRequest request) {
        return refusing(request, identification::of);
    }

    /** The same, empty where it is not known or not believed. Fails with {@link Refused} where it cannot be found out. */
    Future<Optional<Principal>> known(HttpServerRequest request) {
        return refusing(
                request,
                readable -> identification.of(readable).map(Optional::of).recover(Entrance::nobody));
    }

    private static Future<Optional<Principal>> nobody(Throwable failure) {
        return failure instanceof Unauthenticated
                ? Future.succeededFuture(Optional.empty())
                : Future.failedFuture(failure);
    }

    /** Whether the client of {@code request} is to say with its first message who it is. */
    boolean awaitsToken(HttpServerRequest request) {
        try {
            return identification.awaitsToken(readable(request));
        } catch (BadMessage unreadable) {
            return false; // and so it is refused
        }
    }

    /** What a client comes for that has not said yet who it is. Fails with {@link Refused}. */
    Future<Guest> welcome(HttpServerRequest request, Door door) {
        return refusing(request, readable -> Future.succeededFuture(guest(readable, door)));
    }

    private Guest guest(HttpServerRequest request, Door door) {
        return new Guest(door.errands().apply(request.params()), proxies.clientOf(request));
    }

    private static <T> Future<T> refusing(HttpServerRequest request, Function<HttpServerRequest, Future<T>> asked) {
        return Future.succeededFuture(request)
                .map(Entrance::readable)
                .compose(asked)
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

    /** Counts somebody from {@code address} in, until {@link Admission#leave}. Fails with {@link Refused}. */
    Future<Void> admit(@Nullable String address) {
        Refusal full = admission.enter(address);
        return full == null ? Future.succeededFuture() : Future.failedFuture(new Refused(full));
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
        if (failure instanceof Undecided) {
            LOG.warn("identity_unknown").log("{}", failure.getMessage());
            return Refusal.of(ErrorCode.UNAVAILABLE);
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
        refuse(request, why.told(langOf(request), null, null), status);
    }

    /** As somebody else has said it. */
    static void refuse(HttpServerRequest request, ServerMessage.Failure error, int status) {
        HttpServerResponse response = request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaderNames.CACHE_CONTROL, "no-store");
        if (error.retryAfterMs() != null) {
            response.putHeader(HttpHeaderNames.RETRY_AFTER, String.valueOf(1 + error.retryAfterMs() / 1000));
        }
        response.end(ProtocolCodec.encode(error))
                .onFailure(gone -> LOG.debug("refusal_unheard")
                        .addKeyValue(Field.CODE, error.code())
                        .log("the client left before it was refused"));
    }

    /** Refuses after the upgrade: an error and a close code. */
    static void refuse(HttpServerRequest request, Refusal why, Socket socket) {
        refuse(langOf(request), why, socket);
    }

    static void refuse(Lang lang, Refusal why, Socket socket) {
        ServerMessage.Failure error = why.told(lang, null, null);
        socket.write(Frame.of(error), () -> {})
                .onFailure(gone -> LOG.debug("refusal_unheard")
                        .addKeyValue(Field.CODE, why.code())
                        .log("the client left before it was refused"));
        socket.close(why.closeCode());
    }
}

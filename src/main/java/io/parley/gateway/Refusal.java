package io.parley.gateway;

import io.parley.protocol.BadMessage;
import io.parley.protocol.CloseCode;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Phrase;
import io.parley.protocol.ServerMessage;
import org.jspecify.annotations.Nullable;

/** Why a connection or a message is not taken, and what that is as HTTP status, close code and error. */
record Refusal(ErrorCode code, Phrase phrase, @Nullable Long retryAfterMs, CloseCode closeCode) {
    /** Closed as {@code code} is as a rule. */
    Refusal(ErrorCode code, Phrase phrase, @Nullable Long retryAfterMs) {
        this(code, phrase, retryAfterMs, closeCode(code));
    }

    static Refusal of(ErrorCode code) {
        return new Refusal(code, code.phrase(), code.retryAfterMs());
    }

    static Refusal of(BadMessage bad) {
        return new Refusal(ErrorCode.BAD_REQUEST, bad.phrase(), null);
    }

    static Refusal tooLarge(int maxBytes) {
        Phrase phrase = Phrase.of("error.msg_too_large", String.valueOf(maxBytes));
        return new Refusal(ErrorCode.MSG_TOO_LARGE, phrase, null);
    }

    /** A connection has to make room for a newer one of its user, and is not to come back by itself. */
    static Refusal tooMany() {
        return new Refusal(ErrorCode.FORBIDDEN, Phrase.of("refused.too_many_connections"), null);
    }

    static Refusal later(ErrorCode code, long retryAfterMs) {
        return new Refusal(code, code.phrase(), retryAfterMs);
    }

    /** This gateway stops; another serves whoever comes again. */
    static Refusal restarting(long retryAfterMs) {
        return new Refusal(ErrorCode.UNAVAILABLE, ErrorCode.UNAVAILABLE.phrase(), retryAfterMs, CloseCode.RESTART);
    }

    int httpStatus() {
        return switch (code) {
            case BAD_REQUEST, CONN_NOT_FOUND -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case MSG_TOO_LARGE -> 413;
            case RATE_LIMIT -> 429;
            case BUSY, SLOW_CONSUMER, UNAVAILABLE -> 503;
            case INTERNAL_ERROR -> 500;
        };
    }

    /** A client that did not ask rightly is not to ask again by itself. */
    private static CloseCode closeCode(ErrorCode code) {
        return switch (code) {
            case UNAUTHENTICATED -> CloseCode.UNAUTHENTICATED;
            case BAD_REQUEST, MSG_TOO_LARGE, CONFLICT, FORBIDDEN, NOT_FOUND -> CloseCode.FORBIDDEN;
            case SLOW_CONSUMER -> CloseCode.SLOW_CONSUMER;
            case RATE_LIMIT -> CloseCode.FLOODING;
            case CONN_NOT_FOUND, BUSY, UNAVAILABLE, INTERNAL_ERROR -> CloseCode.OVERLOAD;
        };
    }

    /** As the client is told; {@code id} is that of its message. */
    ServerMessage.Failure told(Lang lang, @Nullable String projectId, @Nullable String id) {
        return new ServerMessage.Failure(
                System.currentTimeMillis(), projectId, code, phrase.in(lang), code.retry(), id, retryAfterMs, null);
    }
}

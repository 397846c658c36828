package io.parley.agent.web;

import io.netty.handler.ssl.NotSslRecordException;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Phrase;
import io.vertx.core.VertxException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Who was asked over HTTP gave no answer, or not all of it. Its message is for the log, and has nothing in it of what was said
 * on either side.
 */
public final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final long NOT_SAID = -1;

    private final Reason reason;
    private final int status;
    private final long retryAfterMs;

    /** Why, and what the user is told. */
    public enum Reason {
        /** No connection, or one that ended before a word of an answer. */
        UNREACHABLE(ErrorCode.UNAVAILABLE, "agent.unreachable", true),
        /** Status 429. */
        TOO_MANY(ErrorCode.RATE_LIMIT, "agent.rate_limit", true),
        /** A status of 500 or more. */
        BROKEN(ErrorCode.UNAVAILABLE, "agent.unreachable", true),
        /** More than may be asked at once. */
        FULL(ErrorCode.BUSY, "agent.rate_limit", false),
        /** Any other status, no answer of the kind that was asked for, or an address that may not be asked: for the operator. */
        REFUSED(ErrorCode.INTERNAL_ERROR, "agent.refused", false),
        /** More was asked than is taken. */
        TOO_LONG(ErrorCode.MSG_TOO_LARGE, "agent.question_too_long", false),
        /** The answer ended without its end. */
        CUT(ErrorCode.UNAVAILABLE, "agent.broke_off", false),
        /** What came is not what an answer is made of. */
        GARBLED(ErrorCode.UNAVAILABLE, "agent.broke_off", false);

        private final ErrorCode code;
        private final String phrase;
        private final boolean again;

        Reason(ErrorCode code, String phrase, boolean again) {
            this.code = code;
            this.phrase = phrase;
            this.again = again;
        }

        ErrorCode code() {
            return code;
        }

        Phrase phrase() {
            return Phrase.of(phrase);
        }
    }

    private Unanswered(Reason reason, int status, long retryAfterMs, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.reason = reason;
        this.status = status;
        this.retryAfterMs = retryAfterMs;
    }

    public static Unanswered of(Reason reason, String sentence) {
        return new Unanswered(reason, 0, NOT_SAID, sentence, null);
    }

    /** Of what could not be read only the kind is told: who reads quotes what it cannot read. */
    static Unanswered by(Reason reason, Throwable cause) {
        boolean isOfTheWay = cause instanceof IOException || cause instanceof VertxException;
        return isOfTheWay && !(cause instanceof NotSslRecordException)
                ? new Unanswered(reason, 0, NOT_SAID, String.valueOf(cause.getMessage()), cause)
                : new Unanswered(reason, 0, NOT_SAID, cause.getClass().getSimpleName(), null);
    }

    static Unanswered status(Reason reason, int status, long retryAfterMs, String sentence) {
        return new Unanswered(reason, status, retryAfterMs, sentence, null);
    }

    public Reason reason() {
        return reason;
    }

    /** Whether asking again in a moment may help. Only before a word of the answer was heard. */
    boolean mayTryAgain() {
        return reason.again;
    }

    /** The status of HTTP, or 0. */
    int status() {
        return status;
    }

    /** How long was asked to be waited, or {@link #NOT_SAID}. */
    long retryAfterMs() {
        return retryAfterMs;
    }
}

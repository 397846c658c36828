package io.parley.protocol;

import java.util.Locale;

/** Every error that a client can see, and whether sending the same again may help (PROTOCOL section 4). */
public enum ErrorCode {
    BAD_REQUEST(false),
    UNAUTHENTICATED(false),
    FORBIDDEN(false),
    CONN_NOT_FOUND(false),
    NOT_FOUND(false),
    CONFLICT(false),
    MSG_TOO_LARGE(false),
    RATE_LIMIT(true),
    BUSY(true),
    SLOW_CONSUMER(true),
    UNAVAILABLE(true),
    INTERNAL_ERROR(false);

    private final boolean retry;

    ErrorCode(boolean retry) {
        this.retry = retry;
    }

    /** Whether the same message may be sent again, under the same id, with hope. */
    public boolean retry() {
        return retry;
    }

    /** What is said where nothing more exact is known. */
    public Phrase phrase() {
        return Phrase.of("error." + name().toLowerCase(Locale.ROOT));
    }
}

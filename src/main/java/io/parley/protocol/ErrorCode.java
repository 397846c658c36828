package io.parley.protocol;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Every error that a client can see, and whether and how soon sending the same again may help (PROTOCOL section 4). */
public enum ErrorCode {
    BAD_REQUEST(0),
    UNAUTHENTICATED(0),
    FORBIDDEN(0),
    CONN_NOT_FOUND(0),
    NOT_FOUND(0),
    CONFLICT(0),
    MSG_TOO_LARGE(0),
    RATE_LIMIT(1_000),
    BUSY(5_000),
    SLOW_CONSUMER(1_000),
    UNAVAILABLE(1_000),
    INTERNAL_ERROR(0);

    /** 0: never. */
    private final long retryWithinMs;

    ErrorCode(long retryWithinMs) {
        this.retryWithinMs = retryWithinMs;
    }

    /** Whether the same message may be sent again, under the same id, with hope. */
    public boolean retry() {
        return retryWithinMs > 0;
    }

    /**
     * How long a client that is told so may wait until it tries again, where nothing more exact is known: each time another, so
     * that not all come at once. Null where it is not to try again.
     */
    public @Nullable Long retryAfterMs() {
        return retry() ? retryWithinMs / 2 + ThreadLocalRandom.current().nextLong(retryWithinMs / 2) : null;
    }

    /** What is said where nothing more exact is known. */
    public Phrase phrase() {
        return Phrase.of("error." + name().toLowerCase(Locale.ROOT));
    }
}

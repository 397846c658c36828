package io.parley.agent.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How often somebody is asked again who could not answer, and how long to wait before.
 *
 * @param retries how often, after the first time
 * @param longestMs the longest that is waited; who asks for more is not asked again
 */
public record Patience(int retries, long longestMs) {
    private static final long FIRST_MS = 500;

    /** How long to wait before asking again after {@code attempt}; negative: not at all. */
    long waitMs(int attempt, Unanswered failure) {
        if (attempt > retries || !failure.mayTryAgain()) {
            return -1;
        }
        if (failure.retryAfterMs() != Unanswered.NOT_SAID) {
            return failure.retryAfterMs() > longestMs ? -1 : failure.retryAfterMs();
        }
        long most = Math.min(longestMs, FIRST_MS << Math.min(attempt - 1, 10));
        return most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
    }

    /** What a header {@code Retry-After} asks for, seconds or a date; {@link Unanswered#NOT_SAID} for anything else. */
    static long retryAfterMs(@Nullable String header, Instant now) {
        if (header == null) {
            return Unanswered.NOT_SAID;
        }
        String text = header.strip();
        if (text.matches("[0-9]+(\\.[0-9]+)?")) {
            return (long) Math.ceil(Double.parseDouble(text) * 1_000);
        }
        try {
            Instant then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
            return Math.max(0, then.toEpochMilli() - now.toEpochMilli());
        } catch (DateTimeException none) {
            return Unanswered.NOT_SAID; // as if it were not there
        }
    }
}

package io.parley.client;

import io.vertx.core.http.UpgradeRejectedException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What a server means that answers a handshake with another HTTP status.
 *
 * @param isPassing whether it may be tried again
 * @param leastMs not sooner than that; 0 where the server asks for nothing, or for a day of the calendar
 */
record Rejection(int status, boolean isPassing, long leastMs) {
    private static final Set<Integer> PASSING_STATUS = Set.of(429, 500, 502, 503, 504);
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    static Rejection of(UpgradeRejectedException refused) {
        int status = refused.getStatus();
        return new Rejection(status, PASSING_STATUS.contains(status), retryAfterMs(refused));
    }

    private static long retryAfterMs(UpgradeRejectedException refused) {
        String seconds = refused.getHeaders().get("Retry-After");
        return seconds != null && SECONDS.matcher(seconds).matches()
                ? TimeUnit.SECONDS.toMillis(Long.parseLong(seconds))
                : 0;
    }
}

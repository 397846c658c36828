package io.parley.launcher.bench;

import io.parley.client.ConnectOptions;
import io.parley.protocol.Ids;
import java.net.URI;
import java.time.Duration;

/**
 * What to measure, within bounds that a mistyped figure does not leave. Throws {@link IllegalArgumentException}, whose message
 * can be shown.
 *
 * @param size of one chat, in characters
 * @param inFlight how many chats one connection has under way at most
 * @param userPrefix each connection is a user of its own: this, a hyphen and a number
 */
public record Setup(
        URI url, int connections, Duration duration, Duration warmup, int size, int inFlight, String userPrefix) {
    public Setup {
        within("--connections", connections, 1, 10_000);
        within("--duration in seconds", duration.toMillis() / 1000.0, 0.1, 600);
        within("--warmup in seconds", warmup.toMillis() / 1000.0, 0, 60);
        within("--size", size, 1, 32_768);
        within("--in-flight", inFlight, 1, 64);
        if (!Ids.isValid(userPrefix) || userPrefix.length() > 64) {
            throw new IllegalArgumentException("--user-prefix must be up to 64 letters, digits or . _ : @ | ~ -");
        }
        ConnectOptions.to(url, "p");
    }

    /** Where and as whom connection {@code number} of the run {@code run} connects: its own user and conversation. */
    ConnectOptions options(String run, int number) {
        return ConnectOptions.to(url, "bench-" + run + "-" + number).withUser(userPrefix + "-" + number);
    }

    private static void within(String option, double value, double least, double most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s must be %s to %s".formatted(option, plain(least), plain(most)));
        }
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}

package io.parley.launcher.bench;

import io.parley.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** What a measurement came to. */
public final class Report {
    private final Setup setup;
    private final Tally tally;

    Report(Setup setup, Tally tally) {
        this.setup = setup;
        this.tally = tally;
    }

    /** Chats that were acknowledged and answered while the measurement ran. */
    public long roundTrips() {
        return tally.roundTrips();
    }

    /** For a terminal. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "%s  connections %,d  in flight %d  size %d  measured %.1f s after %.1f s",
                setup.url(),
                setup.connections(),
                setup.inFlight(),
                setup.size(),
                tally.seconds(),
                setup.warmup().toMillis() / 1e3));
        lines.add(format("round trips %,d  (%,.1f/s)", tally.roundTrips(), tally.roundTrips() / tally.seconds()));
        lines.add(format("%-22s%11s%11s%11s%11s", "", "p50", "p90", "p99", "max"));
        lines.add(latency("chat to ack", tally.acks()));
        lines.add(latency("chat to first token", tally.firstTokens()));
        lines.add(latency("chat to ai_reply", tally.replies()));
        lines.add("errors " + errors());
        if (tally.errors().containsKey(ErrorCode.RATE_LIMIT.name())) {
            lines.add("The gateway limits the rate of each user, and was obeyed. To measure without: start it with");
            lines.add("  --set gateway.rate.messages_per_second=1000000 --set gateway.rate.burst=1000000");
        }
        return lines;
    }

    private String errors() {
        return tally.errors().isEmpty()
                ? "none"
                : tally.errors().entrySet().stream()
                        .map(error -> error.getKey() + " " + error.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String latency(String name, Histogram micros) {
        if (micros.getTotalCount() == 0) {
            return format("%-22s%11s", name, "none");
        }
        return format(
                "%-22s%11s%11s%11s%11s",
                name,
                millis(micros.getValueAtPercentile(50)),
                millis(micros.getValueAtPercentile(90)),
                millis(micros.getValueAtPercentile(99)),
                millis(micros.getMaxValue()));
    }

    private static String millis(long micros) {
        return format("%,.2f ms", micros / 1e3);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}

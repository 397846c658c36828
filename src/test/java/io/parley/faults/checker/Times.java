package io.parley.faults.checker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long it took clients to be connected again after they had lost their sockets, shortest first. */
public record Returns(List<Duration> times) {
    public Returns {
        times = times.stream().sorted().toList();
    }

    /** From each loss in {@code journal} to the next {@code connected}, attempts that failed in between included. */
    public static Returns in(List<Line> journal) {
        Map<String, Long> lost = new HashMap<>();
        Map<String, Boolean> in = new HashMap<>();
        List<Duration> times = new ArrayList<>();
        for (Line line : journal) {
            if (line.told("connected")) {
                in.put(line.client(), true);
                Long since = lost.remove(line.client());
                if (since != null) {
                    times.add(Duration.ofNanos(line.atNanos() - since));
                }
            } else if (line.kind() == Line.Kind.CLOSED && in.getOrDefault(line.client(), false)) {
                lost.putIfAbsent(line.client(), line.atNanos());
            }
        }
        return new Returns(times);
    }

    /** The time that {@code percent} of the returns were not longer than; nothing for none at all. */
    public Duration percentile(int percent) {
        if (times.isEmpty()) {
            return Duration.ZERO;
        }
        return times.get((int) Math.ceil(times.size() * percent / 100.0) - 1);
    }

    public int count() {
        return times.size();
    }
}

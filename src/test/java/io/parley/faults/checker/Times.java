package io.parley.faults.checker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long something took each time, shortest first. */
public record Times(List<Duration> all) {
    public Times {
        all = all.stream().sorted().toList();
    }

    /**
     * How long it took clients to be connected again after they had lost their sockets: from each loss in {@code journal} to the
     * next {@code connected}, attempts that failed in between included.
     */
    public static Times ofReturns(List<Line> journal) {
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
        return new Times(times);
    }

    /** How long messages waited for their {@code ack}, from when each was sent first. */
    public static Times ofAcks(List<Line> journal) {
        Map<String, Long> sent = new HashMap<>();
        List<Duration> times = new ArrayList<>();
        for (Line line : journal) {
            String message = line.client() + " " + line.body().getString("id");
            if (line.sent("chat")) {
                sent.putIfAbsent(message, line.atNanos());
            } else if (line.got("ack")) {
                Long since = sent.remove(message);
                if (since != null) {
                    times.add(Duration.ofNanos(line.atNanos() - since));
                }
            }
        }
        return new Times(times);
    }

    /** The time that {@code percent} of all were not longer than; nothing for none at all. */
    public Duration percentile(int percent) {
        if (all.isEmpty()) {
            return Duration.ZERO;
        }
        return all.get((int) Math.ceil(all.size() * percent / 100.0) - 1);
    }

    public int count() {
        return all.size();
    }
}

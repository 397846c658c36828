package io.parley.faults.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How clients fared that were told {@code draining}.
 *
 * @param told how many were
 * @param acknowledged how many messages were acknowledged to them after that, on the same socket
 * @param early the ends of sockets on which nobody was served as long as was said
 */
public record Drained(int told, int acknowledged, List<Line> early) {
    private static final int RESTART = 1012;

    public Drained {
        early = List.copyOf(early);
    }

    public static Drained of(List<Line> journal) {
        Map<String, Line> notices = new HashMap<>();
        List<Line> early = new ArrayList<>();
        int told = 0;
        int acknowledged = 0;
        for (Line line : journal) {
            if (line.told("draining")) {
                told++;
                notices.put(line.client(), line);
            } else if (line.got("ack") && notices.containsKey(line.client())) {
                acknowledged++;
            } else if (line.kind() == Line.Kind.CLOSED) {
                Line notice = notices.remove(line.client());
                if (isRestart(line) && (notice == null || line.atNanos() < dueNanos(notice))) {
                    early.add(line);
                }
            }
        }
        return new Drained(told, acknowledged, early);
    }

    private static boolean isRestart(Line closed) {
        Integer code = closed.body().getInteger("code");
        return code != null && code == RESTART;
    }

    private static long dueNanos(Line notice) {
        long afterMs = notice.body().getJsonObject("details").getLong("reconnect_after_ms");
        return notice.atNanos() + TimeUnit.MILLISECONDS.toNanos(afterMs);
    }
}

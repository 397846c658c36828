package io.parley.store;

import io.parley.store.Plan.Held;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ends of the logs to which this one added itself. Each is good for one epoch, and over connections that were used before it
 * was given out: a younger one may lead to a database that came back without its last commits. Bounded: what was unused
 * longest goes. Confined to one loop.
 */
final class LastEnds {
    private static final int MAX = 10_000;
    private static final int MAX_CONNECTIONS = 1_000;

    private final LinkedHashMap<String, Last> byProject = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
            return size() > MAX;
        }
    };

    /** When each connection was used first. */
    private final LinkedHashMap<String, Long> connections = new LinkedHashMap<>();

    private long now;

    private record Last(long epoch, LogEnd end, long at) {}

    /** The last entry in the epoch of {@code held}; null where it is not known. */
    @Nullable
    LogEnd of(String projectId, Held held) {
        Last last = byProject.get(projectId);
        return last != null && last.epoch == held.epoch() && firstUse(held.connection()) < last.at ? last.end : null;
    }

    private long firstUse(@Nullable String connection) {
        if (connection == null) {
            return 0;
        }
        if (connections.size() >= MAX_CONNECTIONS && !connections.containsKey(connection)) {
            connections.remove(connections.keySet().iterator().next());
        }
        return connections.computeIfAbsent(connection, first -> ++now);
    }

    void committed(Plan plan) {
        now++;
        plan.ends().forEach((projectId, end) -> {
            Held held = plan.held().get(projectId);
            if (held != null) {
                byProject.put(projectId, new Last(held.epoch(), end, now));
            }
        });
    }

    /** What was given out for {@code projectId} may not have been committed. */
    void forget(String projectId) {
        byProject.remove(projectId);
    }
}

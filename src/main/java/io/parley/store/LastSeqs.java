package io.parley.store;

import io.parley.store.Plan.Held;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last numbers that this log gave out itself, each good for one epoch. Bounded: the one unused longest goes. */
final class LastSeqs {
    private static final int MAX = 10_000;

    private final LinkedHashMap<String, Last> byProject = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
            return size() > MAX;
        }
    };

    private record Last(long epoch, long seq) {}

    /** The last number in the epoch of {@code held}; null where it is not known. */
    @Nullable
    Long of(String projectId, Held held) {
        Last last = byProject.get(projectId);
        return last != null && last.epoch == held.epoch() ? last.seq : null;
    }

    void committed(Plan plan) {
        plan.lastSeqs().forEach((projectId, seq) -> {
            Held held = plan.held().get(projectId);
            if (held != null) {
                byProject.put(projectId, new Last(held.epoch(), seq));
            }
        });
    }

    /** What was given out for {@code projectId} may not have been committed. */
    void forget(String projectId) {
        byProject.remove(projectId);
    }
}

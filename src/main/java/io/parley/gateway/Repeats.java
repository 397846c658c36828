package io.parley.gateway;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The ids under which one user was answered last in one conversation: who sends one of them again need not pay again. Confined to one context. */
final class Repeats {
    private static final int REMEMBERED_IDS = 512;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Set<String> answered = new LinkedHashSet<>();
    private long exemptSinceNanos;
    private int exempted;

    /** What was sent as {@code id} was answered. */
    void answered(String id) {
        answered.add(id);
        if (answered.size() > REMEMBERED_IDS) {
            answered.remove(answered.iterator().next());
        }
    }

    /** The log has lost what was answered. */
    void forget() {
        answered.clear();
    }

    boolean isEmpty() {
        return answered.isEmpty();
    }

    /** Whether {@code id} was answered here before, as far as is remembered. */
    boolean knows(@Nullable String id) {
        return id != null && answered.contains(id);
    }

    /** Whether {@code id} is being sent again, which costs nothing; {@value #REMEMBERED_IDS} times in 10 s. */
    boolean isExempt(@Nullable String id, long nowNanos) {
        if (!knows(id)) {
            return false;
        }
        if (nowNanos - exemptSinceNanos >= WINDOW_NANOS) {
            exemptSinceNanos = nowNanos;
            exempted = 0;
        }
        exempted++;
        return exempted <= REMEMBERED_IDS;
    }
}

package io.parley.gateway;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ids under which one user was answered last in one conversation: who sends one of them again need not pay again. Confined to one context. */
final class Repeats {
    private static final int REMEMBERED_IDS = 512;

    private final Set<String> answered = new LinkedHashSet<>();

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
}

package io.parley.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Who owns conversations, as seen by the instances here: {@value #CHANGES}, {@value #REFUSED} and {@value #NOT_RENEWED}. */
public final class OwnershipMeters {
    static final String CHANGES = "parley_ownership_changes_total";
    static final String REFUSED = "parley_refused_appends_total";
    static final String NOT_RENEWED = "parley_lease_renewals_failed_total";

    private final Map<Change, Counter> changes = new EnumMap<>(Change.class);
    private final Counter refused;
    private final Counter notRenewed;

    /** What became of one conversation. */
    public enum Change {
        /** It is owned here from now on: it was nobody's, or of an instance whose lease was out. */
        CLAIMED,
        /** It was idle, or the instance stops, and was given back. */
        RELEASED,
        /** Another instance has taken it over. */
        LOST
    }

    OwnershipMeters(MeterRegistry registry) {
        for (Change change : Change.values()) {
            Counter counter = Counter.builder(CHANGES)
                    .description("Conversations that were claimed here, given back, or lost to another instance")
                    .tag("change", change.name().toLowerCase(Locale.ROOT))
                    .register(registry);
            changes.put(change, counter);
        }
        refused = Counter.builder(REFUSED)
                .description("Appends that the log refused because the conversation had another owner by then")
                .register(registry);
        notRenewed = Counter.builder(NOT_RENEWED)
                .description("Renewals of the lease of an instance that failed")
                .register(registry);
    }

    public void changed(Change change, int conversations) {
        Counter counter = changes.get(change);
        if (counter != null) {
            counter.increment(conversations);
        }
    }

    public void refused() {
        refused.increment();
    }

    public void notRenewed() {
        notRenewed.increment();
    }
}

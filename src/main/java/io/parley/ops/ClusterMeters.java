package io.parley.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The cluster as this node sees it: {@value #MEMBERS} and {@value #CHANGES}. */
public final class ClusterMeters {
    static final String MEMBERS = "parley_cluster_members";
    static final String CHANGES = "parley_cluster_changes_total";

    private final AtomicInteger members = new AtomicInteger();
    private final Map<Change, Counter> changes = new EnumMap<>(Change.class);

    /** What happened to the cluster. */
    public enum Change {
        JOINED,
        LEFT,
        /** This node was cut off with its part, and went over to the other part. */
        MERGED
    }

    ClusterMeters(MeterRegistry registry) {
        Gauge.builder(MEMBERS, members, AtomicInteger::doubleValue)
                .description("Nodes in the cluster, this one too; 0 for a node in none")
                .strongReference(true)
                .register(registry);
        for (Change change : Change.values()) {
            Counter counter = Counter.builder(CHANGES)
                    .description(
                            "Nodes that joined and left, and how often this one went over to another part of a split cluster")
                    .tag("change", change.name().toLowerCase(Locale.ROOT))
                    .register(registry);
            changes.put(change, counter);
        }
    }

    /** The cluster has so many nodes now. */
    public void members(int count) {
        members.set(count);
    }

    public void changed(Change change) {
        Counter counter = changes.get(change);
        if (counter != null) {
            counter.increment();
        }
    }
}

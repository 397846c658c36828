package io.parley.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;

/**
 * What Parley counts, by what is counted; names and labels are in the class of each. All series exist from the start, so
 * that nothing is looked up or made when something is counted. Any thread.
 */
public final class Meters {
    private final ConnectionMeters connections;
    private final MessageMeters messages;
    private final TurnMeters turns;
    private final SlowReaderMeters slowReaders;
    private final OwnershipMeters ownership;
    private final ClusterMeters cluster;
    private final TailCacheMeters tailCache;

    Meters(MeterRegistry registry) {
        this.connections = new ConnectionMeters(registry);
        this.messages = new MessageMeters(registry);
        this.turns = new TurnMeters(registry);
        this.slowReaders = new SlowReaderMeters(registry);
        this.ownership = new OwnershipMeters(registry);
        this.cluster = new ClusterMeters(registry);
        this.tailCache = new TailCacheMeters(registry);
    }

    /** The meters of all verticles that {@code vertx} runs. Ask once and keep the answer. */
    public static Meters of(Vertx vertx) {
        return Metrics.of(vertx).meters();
    }

    public ConnectionMeters connections() {
        return connections;
    }

    public MessageMeters messages() {
        return messages;
    }

    public TurnMeters turns() {
        return turns;
    }

    public SlowReaderMeters slowReaders() {
        return slowReaders;
    }

    public OwnershipMeters ownership() {
        return ownership;
    }

    public ClusterMeters cluster() {
        return cluster;
    }

    public TailCacheMeters tailCache() {
        return tailCache;
    }
}

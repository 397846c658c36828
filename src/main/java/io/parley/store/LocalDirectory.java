package io.parley.store;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A directory that knows what this instance added to it. Confined to one context. */
final class LocalDirectory implements ConnectionDirectory {
    static final int LIMIT = 100_000;

    private final int limit;
    private final long lifetimeNanos;

    /** By connection id; the oldest, which fades first, in front. */
    private final Map<String, Added> entries = new LinkedHashMap<>();

    LocalDirectory(int limit, Duration lifetime) {
        this.limit = limit;
        this.lifetimeNanos = lifetime.toNanos();
    }

    /** Fails where there are as many entries as there may be. */
    @Override
    public Future<Void> add(ConnectionEntry entry) {
        long now = System.nanoTime();
        forgetOld(now);
        entries.remove(entry.connectionId());
        if (entries.size() >= limit) {
            return Future.failedFuture(new StoreFailure(
                    "The directory of connections is full", new IllegalStateException(limit + " connections")));
        }
        entries.put(entry.connectionId(), new Added(entry, now));
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> remove(String connectionId) {
        entries.remove(connectionId);
        return Future.succeededFuture();
    }

    @Override
    public Future<List<ConnectionEntry>> connectionsOf(String userId) {
        forgetOld(System.nanoTime());
        return Future.succeededFuture(entries.values().stream()
                .map(Added::entry)
                .filter(entry -> entry.userId().equals(userId))
                .toList());
    }

    @Override
    public Future<Void> close() {
        entries.clear();
        return Future.succeededFuture();
    }

    private void forgetOld(long now) {
        Iterator<Added> oldest = entries.values().iterator();
        while (oldest.hasNext() && now - oldest.next().atNanos() >= lifetimeNanos) {
            oldest.remove();
        }
    }

    private record Added(ConnectionEntry entry, long atNanos) {}
}

package io.parley.conversation;

import io.parley.bus.BusFailure;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.store.Claim;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Warns where the log goes on to name an owner that is not on the bus here: a crashed one is named for no longer than its lease,
 * so that this one lives, and the two nodes share a log without a bus. At most one line a minute. Confined to one context. Of
 * owners the latest {@value #MAX} are known.
 */
final class Unreached {
    static final int MAX = 1_000;

    private static final EventLog LOG = EventLog.of(Unreached.class, EventLog.CONVERSATION);
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final long leaseNanos;
    private final LongSupplier nanoTime;
    /** When each owner was first not found, the oldest first. */
    private final Map<String, Long> since = new LinkedHashMap<>();

    private long requests;
    private long nextNanos;

    Unreached(long leaseMs, LongSupplier nanoTime) {
        this.leaseNanos = TimeUnit.MILLISECONDS.toNanos(leaseMs);
        this.nanoTime = nanoTime;
        this.nextNanos = nanoTime.getAsLong();
    }

    /** {@code answer}, which the owner that {@code claim} names was asked for. */
    <T> Future<T> watch(Claim claim, Future<T> answer) {
        return answer.onComplete(asked -> {
            if (asked.cause() instanceof BusFailure failure && failure.isNobodyThere()) {
                unheard(claim);
            } else {
                since.remove(claim.owner());
            }
        });
    }

    private void unheard(Claim claim) {
        long now = nanoTime.getAsLong();
        requests++;
        long first = since.computeIfAbsent(claim.owner(), owner -> now);
        if (since.size() > MAX) {
            since.remove(since.keySet().iterator().next());
        }
        if (now - first > leaseNanos && now - nextNanos >= 0) {
            nextNanos = now + INTERVAL_NANOS;
            warn(claim);
            requests = 0;
        }
    }

    private void warn(Claim claim) {
        LOG.warn("owner_unreachable")
                .addKeyValue(Field.PROJECT_ID, claim.projectId())
                .addKeyValue(Field.INSTANCE, claim.owner())
                .addKeyValue("requests", requests)
                .log(
                        "the store names {} as owner of a conversation, and it holds its lease, but nobody of that name is on the bus "
                                + "here: what is asked of it fails with UNAVAILABLE. Nodes that share a store need one cluster (--cluster "
                                + "with the same cluster.name, and cluster.members) or one Redis (the same transport)",
                        claim.owner());
    }
}

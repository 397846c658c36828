package io.parley.gateway;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.parley.ops.InTime;
import io.parley.redis.RedisBudget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * So much of something for each user: so many at once, and so many in a time in the long run. Where there is a shared budget, it
 * is for all gateways together. What this instance refuses by itself is not asked for, so a flood does not get as far as Redis;
 * and where Redis does not say in time, this instance decides alone. Confined to one context.
 */
final class Allowance {
    /** How long a message may wait for Redis. Many times what an answer takes, and little to a person. */
    private static final long PATIENCE_MS = 100;

    private static final Future<Long> PASS = Future.succeededFuture(0L);

    private final Vertx vertx;
    private final Size size;
    private final @Nullable RedisBudget shared;
    private final Map<String, Bucket> users = new HashMap<>();

    /** {@code burst} at once, and {@code each} is the time after which there is one more. */
    record Size(int burst, Duration each) {}

    /** {@code shared} null: each instance has an allowance of its own. */
    Allowance(Vertx vertx, Size size, @Nullable RedisBudget shared) {
        this.vertx = vertx;
        this.size = size;
        this.shared = shared;
    }

    /** Takes one. 0: it may pass; else how many milliseconds to wait. Never fails. */
    Future<Long> take(String userId) {
        long waitMs = takeHere(userId);
        return waitMs > 0 ? Future.succeededFuture(waitMs) : takeThere(userId);
    }

    /** The rest of a {@link #take}, after {@link #takeHere}. Never fails. */
    Future<Long> takeThere(String userId) {
        return shared == null
                ? PASS
                : InTime.of(vertx, shared.take(userId), PATIENCE_MS, TimeUnit.MILLISECONDS)
                        .otherwise(0L);
    }

    /** As {@link #take}, as far as this instance knows. */
    long takeHere(String userId) {
        ConsumptionProbe probe = users.computeIfAbsent(userId, user -> bucket()).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? 0 : 1 + TimeUnit.NANOSECONDS.toMillis(probe.getNanosToWaitForRefill());
    }

    /** Undoes a {@link #takeHere}. */
    void giveBackHere(String userId) {
        Bucket bucket = users.get(userId);
        if (bucket != null) {
            bucket.addTokens(1);
        }
    }

    /** Undoes a {@link #take}. */
    void giveBack(String userId) {
        giveBackHere(userId);
        if (shared != null && users.containsKey(userId)) {
            shared.giveBack(userId); // where Redis does not hear it, the budget fills by itself
        }
    }

    /** Forgets the users who are not here and owe nothing: a new bucket would be the same. */
    void sweep(Predicate<String> isHere) {
        users.entrySet()
                .removeIf(user -> !isHere.test(user.getKey()) && user.getValue().getAvailableTokens() >= size.burst());
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(size.burst()).refillGreedy(1, size.each()))
                .build();
    }
}

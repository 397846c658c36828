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
 * How fast each user may send: over all connections to this instance, and where there is a shared budget over those to all
 * gateways. What this instance refuses by itself is not asked for, so a flood does not get as far as Redis; and where Redis
 * does not say in time, this instance decides alone. Confined to one context.
 */
final class Rates {
    /** How long a message may wait for Redis. Many times what an answer takes, and little to a person. */
    private static final long PATIENCE_MS = 100;

    private static final Future<Long> PASS = Future.succeededFuture(0L);

    private final Vertx vertx;
    private final GatewayConfig.Rate rate;
    private final @Nullable RedisBudget shared;
    private final Map<String, Bucket> buckets = new HashMap<>();

    /** {@code shared} null: each instance has budgets of its own. */
    Rates(Vertx vertx, GatewayConfig.Rate rate, @Nullable RedisBudget shared) {
        this.vertx = vertx;
        this.rate = rate;
        this.shared = shared;
    }

    /** Takes one message into account. 0: it may pass; else how many milliseconds to wait. Never fails. */
    Future<Long> take(String userId) {
        ConsumptionProbe probe =
                buckets.computeIfAbsent(userId, user -> bucket()).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            return Future.succeededFuture(1 + TimeUnit.NANOSECONDS.toMillis(probe.getNanosToWaitForRefill()));
        }
        return shared == null
                ? PASS
                : InTime.of(vertx, shared.take(userId), PATIENCE_MS, TimeUnit.MILLISECONDS)
                        .otherwise(0L);
    }

    /** Forgets the users who are not here and owe nothing: a new bucket would be the same. */
    void sweep(Predicate<String> isHere) {
        buckets.entrySet()
                .removeIf(user -> !isHere.test(user.getKey()) && user.getValue().getAvailableTokens() >= rate.burst());
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit ->
                        limit.capacity(rate.burst()).refillGreedy(rate.messagesPerSecond(), Duration.ofSeconds(1)))
                .build();
    }
}

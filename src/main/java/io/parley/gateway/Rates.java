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

    private static final int PARDONS = 256;
    private static final int PARDONED_IN_SECONDS = 10;

    private static final Future<Long> PASS = Future.succeededFuture(0L);

    private final Vertx vertx;
    private final GatewayConfig.Rate rate;
    private final @Nullable RedisBudget shared;
    private final Map<String, Budget> budgets = new HashMap<>();

    /** What one user may still send, and how much of that may be given back. */
    private record Budget(Bucket messages, Bucket pardons) {}

    /** {@code shared} null: each instance has budgets of its own. */
    Rates(Vertx vertx, GatewayConfig.Rate rate, @Nullable RedisBudget shared) {
        this.vertx = vertx;
        this.rate = rate;
        this.shared = shared;
    }

    /** Takes one message into account. 0: it may pass; else how many milliseconds to wait. Never fails. */
    Future<Long> take(String userId) {
        ConsumptionProbe probe =
                budgets.computeIfAbsent(userId, user -> budget()).messages().tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            return Future.succeededFuture(1 + TimeUnit.NANOSECONDS.toMillis(probe.getNanosToWaitForRefill()));
        }
        return shared == null
                ? PASS
                : InTime.of(vertx, shared.take(userId), PATIENCE_MS, TimeUnit.MILLISECONDS)
                        .otherwise(0L);
    }

    /** What was taken into account had been handled before, and costs nothing, {@value #PARDONS} times in 10 s for each user. */
    void giveBack(String userId) {
        Budget budget = budgets.get(userId);
        if (budget != null && budget.pardons().tryConsume(1)) {
            budget.messages().addTokens(1);
            if (shared != null) {
                shared.giveBack(userId); // where Redis does not hear it, the budget fills by itself
            }
        }
    }

    /** Forgets the users who are not here and owe nothing: a new budget would be the same. */
    void sweep(Predicate<String> isHere) {
        budgets.entrySet().removeIf(user -> !isHere.test(user.getKey()) && isFull(user.getValue()));
    }

    private boolean isFull(Budget budget) {
        return budget.messages().getAvailableTokens() >= rate.burst()
                && budget.pardons().getAvailableTokens() >= PARDONS;
    }

    private Budget budget() {
        return new Budget(
                bucket(rate.burst(), rate.messagesPerSecond(), 1), bucket(PARDONS, PARDONS, PARDONED_IN_SECONDS));
    }

    private static Bucket bucket(int capacity, int refilled, int inSeconds) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(refilled, Duration.ofSeconds(inSeconds)))
                .build();
    }
}

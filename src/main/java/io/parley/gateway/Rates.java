package io.parley.gateway;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** How fast each user may send, over all of its connections to this instance. Confined to one context. */
final class Rates {
    private final GatewayConfig.Rate rate;
    private final Map<String, Bucket> buckets = new HashMap<>();

    Rates(GatewayConfig.Rate rate) {
        this.rate = rate;
    }

    /** Takes one message into account. 0: it may pass; else how many milliseconds to wait. */
    long take(String userId) {
        ConsumptionProbe probe =
                buckets.computeIfAbsent(userId, user -> bucket()).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? 0 : 1 + TimeUnit.NANOSECONDS.toMillis(probe.getNanosToWaitForRefill());
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

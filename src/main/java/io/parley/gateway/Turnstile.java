package io.parley.gateway;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the messages of one client wait until it is known whether they may pass: one at a time and in the order in which
 * they came. Confined to one context.
 */
final class Turnstile {
    private static final int MAX_WAITING = 64;

    private final Function<@Nullable String, Future<Long>> price;
    private final Verdict verdict;
    private final Deque<Item> waiting = new ArrayDeque<>();
    private boolean asking;

    /**
     * @param takenNanos when its frame was taken from the socket, by {@code System.nanoTime}
     * @param enter what it is to do when it may pass
     */
    record Item(@Nullable String id, long takenNanos, Runnable enter) {}

    /** What is told of each. */
    @FunctionalInterface
    interface Verdict {
        /** {@code waitMs} 0: it may pass. */
        void of(Item item, long waitMs);
    }

    /** {@code price} says how long a message of this id would have to wait, and never fails. */
    Turnstile(Function<@Nullable String, Future<Long>> price, Verdict verdict) {
        this.price = price;
        this.verdict = verdict;
    }

    /** False, and nothing is taken, while {@value #MAX_WAITING} wait. */
    boolean offer(Item item) {
        if (waiting.size() >= MAX_WAITING) {
            return false;
        }
        waiting.add(item);
        loop();
        return true;
    }

    /** What waits is forgotten. */
    void clear() {
        waiting.clear();
    }

    private void loop() {
        while (!asking && !waiting.isEmpty()) {
            Item item = waiting.remove();
            Future<Long> asked = price.apply(item.id());
            if (asked.isComplete()) {
                verdict.of(item, asked.result());
            } else {
                asking = true;
                asked.onSuccess(waitMs -> {
                    asking = false;
                    verdict.of(item, waitMs);
                    loop();
                });
            }
        }
    }
}

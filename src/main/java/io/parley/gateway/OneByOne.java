package io.parley.gateway;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Asks something about each of one client's messages, one at a time and in the order in which they came; the next when the
 * answer to the one before is here. Confined to one context.
 */
final class OneByOne<I, A> {
    private final int maxWaiting;
    private final Function<I, Future<A>> ask;
    private final BiConsumer<I, AsyncResult<A>> taker;
    private final Deque<I> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean looping;

    /** {@code ask} may throw, which is an answer too; {@code taker} takes the answers. */
    OneByOne(int maxWaiting, Function<I, Future<A>> ask, BiConsumer<I, AsyncResult<A>> taker) {
        this.maxWaiting = maxWaiting;
        this.ask = ask;
        this.taker = taker;
    }

    /** False, and nothing is taken, while as many wait as may. */
    boolean offer(I item) {
        if (waiting.size() >= maxWaiting) {
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
        if (looping) {
            return;
        }
        looping = true;
        try {
            while (!busy && !waiting.isEmpty()) {
                next(waiting.remove());
            }
        } finally {
            looping = false;
            if (!busy && !waiting.isEmpty()) {
                loop(); // who took an answer threw; those who wait are not to suffer for it
            }
        }
    }

    private void next(I item) {
        busy = true;
        Future.succeededFuture(item).compose(ask).onComplete(answer -> {
            busy = false;
            try {
                taker.accept(item, answer);
            } finally {
                loop();
            }
        });
    }
}

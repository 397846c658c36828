package io.parley.gateway;

import io.parley.ops.InOrder;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
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
    private final InOrder turns = new InOrder();
    private final Deque<I> waiting = new ArrayDeque<>();

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
        turns.add(() -> ask.apply(waiting.remove()), answer -> taker.accept(item, answer));
        return true;
    }

    /** Whether all that was taken is answered. */
    boolean isIdle() {
        return turns.isIdle();
    }

    /** What waits is forgotten. Returns it. */
    List<I> clear() {
        List<I> forgotten = List.copyOf(waiting);
        waiting.clear();
        turns.clear();
        return forgotten;
    }
}

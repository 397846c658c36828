package io.parley.conversation;

import io.parley.ops.InOrder;
import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** The turns of one conversation, one at a time {@link InOrder}; a bounded number waits. Confined to one context. */
final class Mailbox {
    private final int limit;
    private final InOrder turns = new InOrder();

    Mailbox(int limit) {
        this.limit = limit;
    }

    /** Fails with {@link Refusal} {@code BUSY}, and does not run {@code turn}, while {@code limit} turns wait. */
    <T> Future<T> submit(Supplier<Future<T>> turn) {
        return turns.waiting() >= limit ? Refusal.of(ErrorCode.BUSY).future() : insist(turn);
    }

    /** As {@link #submit}, without the limit: for the conversation's own work, of which there is a bounded amount. */
    <T> Future<T> insist(Supplier<Future<T>> turn) {
        Promise<T> outcome = Promise.promise();
        turns.add(turn, outcome::handle);
        return outcome.future();
    }

    boolean isIdle() {
        return turns.isIdle();
    }
}

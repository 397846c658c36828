package io.parley.gateway;

import io.parley.protocol.ErrorCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;

/**
 * Lets in what one client says, one after the other and no faster than it may speak. What comes too fast is refused, and a client
 * that goes on so has to leave. Confined to one context.
 */
final class Turnstile<A> {
    /** Arrivals that may wait until it is known whether they may pass. */
    private static final int MAX_WAITING = 64;
    /** When to come back, for a client with more under way than can be counted. */
    private static final long CROWD_MS = 1_000;

    private final Keeper<A> keeper;
    private final Conduct conduct = new Conduct();
    private final OneByOne<A, Long> waiting;

    /** What is behind the turnstile. */
    interface Keeper<A> {
        /** Whether the client has left, so that nothing is let in any more. */
        boolean isGone();

        /** How long {@code arrival} has to wait, in milliseconds; 0: it may pass. */
        Future<Long> price(A arrival);

        /** It may pass. What this throws is {@link #broken}. */
        void enter(A arrival);

        void refuse(A arrival, Refusal why);

        void broken(A arrival, Throwable failure);

        void leave(Refusal why, String reason);
    }

    Turnstile(Keeper<A> keeper) {
        this.keeper = keeper;
        this.waiting = new OneByOne<>(MAX_WAITING, keeper::price, this::judged);
    }

    void admit(A arrival) {
        if (!waiting.offer(arrival)) {
            tooFast(arrival, CROWD_MS);
        }
    }

    /** Who waits is forgotten. */
    void end() {
        waiting.clear();
    }

    private void judged(A arrival, AsyncResult<Long> price) {
        if (keeper.isGone()) {
            return;
        }
        if (price.failed()) {
            keeper.broken(arrival, price.cause());
        } else if (price.result() > 0) {
            tooFast(arrival, price.result());
        } else {
            enter(arrival);
        }
    }

    private void enter(A arrival) {
        try {
            keeper.enter(arrival);
        } catch (RuntimeException failure) {
            keeper.broken(arrival, failure);
        }
    }

    private void tooFast(A arrival, long waitMs) {
        Refusal tooFast = Refusal.later(ErrorCode.RATE_LIMIT, waitMs);
        if (conduct.strike(System.nanoTime())) {
            keeper.leave(tooFast, "flooding");
        } else {
            keeper.refuse(arrival, tooFast);
        }
    }
}

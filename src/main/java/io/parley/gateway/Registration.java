package io.parley.gateway;

import io.parley.bus.BusFailure;
import io.parley.bus.RegisterReply;
import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a connection known to its conversation, one register at a time, and tries again while nobody answers, until the
 * deadline of requests. Confined to one context.
 */
final class Registration {
    private static final long PAUSE_MS = 100;

    private final Vertx vertx;
    private final Link link;
    private final Duration patience;
    private @Nullable Future<Void> running;

    Registration(Vertx vertx, Link link, Duration patience) {
        this.vertx = vertx;
        this.link = link;
        this.patience = patience;
    }

    boolean isRunning() {
        return running != null;
    }

    /**
     * Registers and hands the answer, a refusal too, to {@code taker}; where a register is under way already, that one
     * counts, with its own taker. Fails with {@link BusFailure}, or with what the taker throws.
     */
    Future<Void> run(@Nullable String sessionId, @Nullable Long lastSeq, Consumer<RegisterReply> taker) {
        Future<Void> already = running;
        if (already != null) {
            return already;
        }
        Promise<Void> outcome = Promise.promise();
        running = outcome.future();
        attempt(sessionId, lastSeq, System.nanoTime() + patience.toNanos()).onComplete(answer -> {
            running = null;
            outcome.handle(answer.map(reply -> {
                taker.accept(reply);
                return null;
            }));
        });
        return outcome.future();
    }

    private Future<RegisterReply> attempt(@Nullable String sessionId, @Nullable Long lastSeq, long deadlineNanos) {
        return link.register(sessionId, lastSeq).recover(failure -> {
            boolean again = failure instanceof BusFailure bus
                    && bus.code() == ErrorCode.UNAVAILABLE
                    && System.nanoTime() < deadlineNanos;
            return again
                    ? pause(vertx).compose(paused -> attempt(sessionId, lastSeq, deadlineNanos))
                    : Future.failedFuture(failure);
        });
    }

    /** Completes after the time that others get to come back. */
    static Future<Void> pause(Vertx vertx) {
        Promise<Void> promise = Promise.promise();
        vertx.setTimer(PAUSE_MS, fired -> promise.complete());
        return promise.future();
    }
}

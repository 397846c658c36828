package io.parley.gateway;

import io.parley.bus.BusFailure;
import io.parley.bus.RegisterReply;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a connection known to its conversation, one register at a time, and tries again while nobody answers, for a
 * while. Confined to one context.
 */
final class Registration {
    private static final long PAUSE_MS = 100;
    /** A new owner is found at most this much later than its lease allows. */
    private static final long LONGEST_PAUSE_MS = 1_000;

    private static final int LONGER = 6;
    /** What a register that is refused with it is tried again for. */
    private static final Set<ErrorCode> NOBODY = Set.of(ErrorCode.UNAVAILABLE);

    private static final Set<ErrorCode> NOBODY_OR_TOO_MANY = Set.of(ErrorCode.UNAVAILABLE, ErrorCode.BUSY);

    private final Vertx vertx;
    private final Link link;
    private final Duration patience;
    private @Nullable Future<Void> running;
    /** What to do after a register that nobody waits for any more; null while somebody does. */
    private @Nullable Runnable undoing;

    Registration(Vertx vertx, Link link, Duration patience) {
        this.vertx = vertx;
        this.link = link;
        this.patience = patience;
    }

    boolean isRunning() {
        return running != null;
    }

    /** Nobody waits any more: tries no more, and does {@code undo} where what was tried last may still have been served. */
    void end(Runnable undo) {
        undoing = undo;
    }

    /**
     * Registers and hands the answer, a refusal too, to {@code taker}; where a register is under way already, that one
     * counts, with its own taker. Fails with {@link BusFailure}, or with what the taker throws.
     */
    Future<Void> run(@Nullable String sessionId, @Nullable Long lastSeq, Consumer<RegisterReply> taker) {
        return run(patience, NOBODY, () -> link.register(sessionId, lastSeq), taker);
    }

    /**
     * The same for a connection that had an owner: it has longer, since another owner may come only when a lease is out, and a
     * refusal for the moment, as where many come at once, is tried again too.
     */
    Future<Void> runAgain(@Nullable String sessionId, long lastSeq, Consumer<RegisterReply> taker) {
        return run(patience.multipliedBy(LONGER), NOBODY_OR_TOO_MANY, () -> link.register(sessionId, lastSeq), taker);
    }

    private Future<Void> run(
            Duration within,
            Set<ErrorCode> passing,
            Supplier<Future<RegisterReply>> register,
            Consumer<RegisterReply> taker) {
        Future<Void> already = running;
        if (already != null) {
            return already;
        }
        Promise<Void> outcome = Promise.promise();
        running = outcome.future();
        attempt(passing, register, System.nanoTime() + within.toNanos(), PAUSE_MS)
                .onComplete(answer -> {
                    running = null;
                    if (answer.failed() && undoing != null) {
                        undoing.run();
                    }
                    outcome.handle(answer.map(reply -> {
                        taker.accept(reply);
                        return null;
                    }));
                });
        return outcome.future();
    }

    private Future<RegisterReply> attempt(
            Set<ErrorCode> passing, Supplier<Future<RegisterReply>> register, long deadlineNanos, long pauseMs) {
        if (undoing != null) {
            return Future.failedFuture(new BusFailure(ErrorCode.UNAVAILABLE, "the connection is gone"));
        }
        return register.get().compose(reply -> answered(reply, passing)).recover(failure -> {
            boolean again = failure instanceof BusFailure bus
                    && passing.contains(bus.code())
                    && System.nanoTime() - deadlineNanos < 0;
            long nextMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
            return again
                    ? pause(vertx, jittered(pauseMs))
                            .compose(paused -> attempt(passing, register, deadlineNanos, nextMs))
                    : Future.failedFuture(failure);
        });
    }

    /** A conversation that cannot answer now is as good as none. */
    private static Future<RegisterReply> answered(RegisterReply reply, Set<ErrorCode> passing) {
        ServerMessage.Failure error = reply.error();
        return error != null && passing.contains(error.code())
                ? Future.failedFuture(new BusFailure(error.code(), error.message()))
                : Future.succeededFuture(reply);
    }

    /** Completes after the time that others get to come back. */
    static Future<Void> pause(Vertx vertx) {
        return pause(vertx, PAUSE_MS);
    }

    /** From half of {@code ms} to all of it, so that not all come at once. */
    private static long jittered(long ms) {
        return ms / 2 + ThreadLocalRandom.current().nextLong(ms / 2 + 1);
    }

    private static Future<Void> pause(Vertx vertx, long ms) {
        Promise<Void> promise = Promise.promise();
        vertx.setTimer(Math.max(1, ms), fired -> promise.complete());
        return promise.future();
    }
}

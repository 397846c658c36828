package io.parley.gateway;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.parley.bus.BusFailure;
import io.parley.bus.HandleReply;
import io.parley.ops.InTime;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Brings one message to its conversation and the answer back, within a deadline: sends again under the same id when nobody
 * answers, and registers anew when the owner is gone or does not know the connection. Confined to one context.
 */
final class Delivery {
    /** Of the deadline, so that one lost request leaves time for another. */
    private static final int ATTEMPTS = 2;

    private final Vertx vertx;
    private final Link link;
    private final Duration patience;
    private final Supplier<Future<Void>> registerAnew;

    Delivery(Vertx vertx, Link link, Duration patience, Supplier<Future<Void>> registerAnew) {
        this.vertx = vertx;
        this.link = link;
        this.patience = patience;
        this.registerAnew = registerAnew;
    }

    /**
     * The conversation's answer to what was taken at {@code takenNanos}. Fails with {@link BusFailure}: {@code UNAVAILABLE} when
     * the deadline passed, be it while it waited behind others.
     */
    Future<ServerMessage> send(ClientMessage message, long takenNanos) {
        long waitedMs = NANOSECONDS.toMillis(System.nanoTime() - takenNanos);
        long left = patience.toMillis() - waitedMs;
        return left > 0
                ? attempt(message, System.currentTimeMillis() + left, true)
                : Future.failedFuture(new BusFailure(ErrorCode.UNAVAILABLE, "it waited too long behind others"));
    }

    private Future<ServerMessage> attempt(ClientMessage message, long deadlineMs, boolean mayRegister) {
        long until = Math.min(deadlineMs, System.currentTimeMillis() + patience.toMillis() / ATTEMPTS);
        return link.handle(message, until)
                .map(HandleReply::response)
                .compose(
                        response -> isUnknownHere(response) && mayRegister
                                ? registered(deadlineMs).compose(known -> attempt(message, deadlineMs, false))
                                : Future.succeededFuture(response),
                        failure -> again(message, deadlineMs, mayRegister, failure));
    }

    private Future<ServerMessage> again(
            ClientMessage message, long deadlineMs, boolean mayRegister, Throwable failure) {
        ErrorCode code = failure instanceof BusFailure bus ? bus.code() : ErrorCode.INTERNAL_ERROR;
        if (code == ErrorCode.CONN_NOT_FOUND && mayRegister) {
            return registered(deadlineMs).compose(known -> attempt(message, deadlineMs, false));
        }
        if (code != ErrorCode.UNAVAILABLE || System.currentTimeMillis() >= deadlineMs) {
            return Future.failedFuture(failure);
        }
        if (link.hasOwner()) {
            link.forgetOwner();
            return registered(deadlineMs).compose(known -> attempt(message, deadlineMs, mayRegister));
        }
        return Registration.pause(vertx).compose(paused -> attempt(message, deadlineMs, mayRegister));
    }

    private Future<Void> registered(long deadlineMs) {
        long left = Math.max(1, deadlineMs - System.currentTimeMillis());
        return InTime.of(vertx, registerAnew.get(), left, MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        failure instanceof TimeoutException
                                ? new BusFailure(ErrorCode.UNAVAILABLE, "no register")
                                : failure));
    }

    private static boolean isUnknownHere(ServerMessage response) {
        return response instanceof ServerMessage.Failure failure && failure.code() == ErrorCode.CONN_NOT_FOUND;
    }
}

package io.parley.ops;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Time limits that keep who asks on its context. {@link Future#timeout} does not: where a future has no context of its own, as
 * that of a {@link Promise#promise}, what follows from a time-out runs on a thread that belongs to nobody.
 */
public final class InTime {
    private InTime() {}

    /** To be called on a context. Fails there with {@link TimeoutException} where {@code answer} takes longer. */
    public static <T> Future<T> of(Vertx vertx, Future<T> answer, long atMost, TimeUnit unit) {
        if (answer.isComplete()) {
            return answer;
        }
        Promise<T> inTime = Promise.promise();
        long timer = vertx.setTimer(
                Math.max(1, unit.toMillis(atMost)),
                late -> inTime.tryFail(new TimeoutException("no answer within " + atMost + " " + unit)));
        answer.onComplete(end -> {
            vertx.cancelTimer(timer);
            if (end.succeeded()) {
                inTime.tryComplete(end.result());
            } else {
                inTime.tryFail(end.cause());
            }
        });
        return inTime.future();
    }
}

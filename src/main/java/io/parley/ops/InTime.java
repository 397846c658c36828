package io.parley.ops;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Time limits that keep who asks on its context. {@link Future#timeout} does not: where a future has no context of its own, as
 * that of a {@link Promise#promise}, what follows runs on the thread that answers, or after a time-out on one of nobody.
 */
public final class InTime {
    private static final long STOOD_STILL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long READING_MS = 200;

    private InTime() {}

    /** Too late, but this process itself stood still, so that it says nothing about who was asked. */
    public static final class StoodStill extends TimeoutException {
        private static final long serialVersionUID = 1L;

        StoodStill(String sentence) {
            super(sentence + "; this process stood still meanwhile");
        }
    }

    /**
     * To be called on a context; whoever answers may do so on any thread. What follows runs on that context, also after
     * {@link TimeoutException}, which it fails with where {@code answer} takes longer. An answer that is here already is
     * heard at once. Answers of one context to one that asks keep their order. Where this process itself stood still, what came
     * meanwhile is heard before it is too late.
     */
    public static <T> Future<T> of(Vertx vertx, Future<T> answer, long atMost, TimeUnit unit) {
        if (answer.isComplete()) {
            return again(answer);
        }
        Context asking = vertx.getOrCreateContext();
        Promise<T> inTime = Promise.promise();
        String sentence = "no answer within " + atMost + " " + unit;
        long dueNanos = System.nanoTime() + unit.toNanos(atMost);
        long timer = vertx.setTimer(Math.max(1, unit.toMillis(atMost)), due -> {
            if (System.nanoTime() - dueNanos > STOOD_STILL_NANOS) {
                vertx.setTimer(READING_MS, read -> inTime.tryFail(new StoodStill(sentence))); // it may be here, unread
            } else {
                inTime.tryFail(new TimeoutException(sentence));
            }
        });
        answer.onComplete(end -> {
            vertx.cancelTimer(timer);
            on(asking, () -> settle(inTime, end));
        });
        return inTime.future();
    }

    /** Without the context that {@code answer} may belong to, and on which it would tell who listens. */
    private static <T> Future<T> again(Future<T> answer) {
        return answer.succeeded() ? Future.succeededFuture(answer.result()) : Future.failedFuture(answer.cause());
    }

    private static void on(Context asking, Runnable task) {
        if (Vertx.currentContext() == asking) {
            task.run();
        } else {
            asking.runOnContext(there -> task.run());
        }
    }

    private static <T> void settle(Promise<T> inTime, AsyncResult<T> end) {
        if (end.succeeded()) {
            inTime.tryComplete(end.result());
        } else {
            inTime.tryFail(end.cause());
        }
    }
}

package io.parley.store;

import io.parley.ops.InTime;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** One event-loop context and the thread that is its own. */
final class Loop {
    private final Context context;
    private final Thread thread;

    private Loop(Context context, Thread thread) {
        this.context = context;
        this.thread = thread;
    }

    /** The loop of the caller's context, or of a new one. Fails where the caller is on a worker's context. */
    static Future<Loop> here(Vertx vertx) {
        Context context = vertx.getOrCreateContext();
        if (!context.isEventLoopContext()) {
            return Future.failedFuture(new IllegalStateException("a log is opened on an event loop, not on a worker"));
        }
        Promise<Loop> loop = Promise.promise();
        context.runOnContext(none -> loop.complete(new Loop(context, Thread.currentThread())));
        return loop.future();
    }

    /** Runs {@code task} on this loop: at once where the caller is on it, else later. Keeps each caller's order. */
    void run(Runnable task) {
        if (Thread.currentThread() == thread) {
            task.run();
        } else {
            later(task);
        }
    }

    /** Completes on this loop after {@code millis}. */
    Future<Void> pause(long millis) {
        Promise<Void> over = Promise.promise();
        context.owner().setTimer(millis, timer -> later(over::complete));
        return over.future();
    }

    /** To be called on this loop, and ends there: as {@code answer}, or with {@code TimeoutException}. */
    <T> Future<T> inTime(Future<T> answer, long millis) {
        return InTime.of(context.owner(), answer, millis, TimeUnit.MILLISECONDS);
    }

    /** Runs {@code task} on this loop, after what it does now. */
    void later(Runnable task) {
        context.runOnContext(none -> task.run());
    }
}

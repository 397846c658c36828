package io.parley.ops;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Runs turns one at a time and in order; a turn lasts until its future completes. Confined to one context, to which the
 * futures of its turns come back. It loops: any number of turns that complete at once need no deeper stack. It has no
 * bound: who adds to it holds one by {@link #waiting}.
 */
public final class InOrder {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean looping;

    /**
     * Runs {@code turn} when those before it have ended; {@code taker} hears how it ended, before the next one begins. A
     * turn that throws or gives no future has failed. Where {@code taker} throws, the next one runs all the same.
     */
    public <T> void add(Supplier<Future<T>> turn, Handler<AsyncResult<T>> taker) {
        waiting.add(() -> run(turn, taker));
        loop();
    }

    /** How many have not begun. */
    public int waiting() {
        return waiting.size();
    }

    /** Whether none runs and none waits. */
    public boolean isIdle() {
        return !busy && waiting.isEmpty();
    }

    /** What waits is forgotten, and its takers hear nothing. What runs goes on. */
    public void clear() {
        waiting.clear();
    }

    private void loop() {
        if (looping) {
            return;
        }
        looping = true;
        try {
            while (!busy && !waiting.isEmpty()) {
                busy = true;
                waiting.remove().run();
            }
        } finally {
            looping = false;
            if (!busy && !waiting.isEmpty()) {
                loop(); // who heard of a turn threw; those who wait are not to suffer for it
            }
        }
    }

    private <T> void run(Supplier<Future<T>> turn, Handler<AsyncResult<T>> taker) {
        attempt(turn).onComplete(end -> {
            busy = false;
            try {
                taker.handle(end);
            } finally {
                loop();
            }
        });
    }

    private static <T> Future<T> attempt(Supplier<Future<T>> turn) {
        try {
            return Objects.requireNonNull(turn.get(), "a turn gave no future");
        } catch (Throwable failure) { // an Error too: its asker is told, and the next turn runs
            return Future.failedFuture(failure);
        }
    }
}

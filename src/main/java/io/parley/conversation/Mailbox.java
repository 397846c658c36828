package io.parley.conversation;

import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Runs the turns of one conversation, one at a time and in order; a turn lasts until its future completes. Confined to
 * one context. It loops: any number of turns that complete at once need no deeper stack.
 */
final class Mailbox {
    private final int limit;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean looping;

    Mailbox(int limit) {
        this.limit = limit;
    }

    /** Fails with {@link Refusal} {@code BUSY}, and does not run {@code turn}, while {@code limit} turns wait. */
    <T> Future<T> submit(Supplier<Future<T>> turn) {
        return waiting.size() >= limit ? Refusal.of(ErrorCode.BUSY).future() : insist(turn);
    }

    /** As {@link #submit}, without the limit: for the conversation's own work, of which there is a bounded amount. */
    <T> Future<T> insist(Supplier<Future<T>> turn) {
        Promise<T> outcome = Promise.promise();
        waiting.add(() -> run(turn, outcome));
        loop();
        return outcome.future();
    }

    boolean isIdle() {
        return !busy && waiting.isEmpty();
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

    private <T> void run(Supplier<Future<T>> turn, Promise<T> outcome) {
        attempt(turn).onComplete(result -> {
            busy = false;
            try {
                outcome.handle(result);
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

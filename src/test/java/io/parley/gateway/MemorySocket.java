package io.parley.gateway;

import io.parley.protocol.CloseCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A socket without a network: what is written to it waits until the test takes it. */
final class MemorySocket implements Socket {
    private final Deque<Written> waiting = new ArrayDeque<>();

    @Nullable
    CloseCode closedWith;

    @Nullable
    Listener listener;

    private record Written(String text, Promise<Void> promise) {}

    @Override
    public Future<Void> write(String text, Runnable moved) {
        Promise<Void> promise = Promise.promise();
        waiting.add(new Written(text, promise));
        return promise.future();
    }

    @Override
    public boolean tellsPieces() {
        return false;
    }

    @Override
    public boolean ping() {
        return false;
    }

    @Override
    public void close(CloseCode code) {
        closedWith = code;
    }

    @Override
    public void listen(Listener hearing) {
        listener = hearing;
    }

    /** The way to the client breaks: what was not taken is lost. */
    void cut() {
        List<Written> lost = List.copyOf(waiting);
        waiting.clear();
        lost.forEach(written -> written.promise().fail("cut"));
        if (listener != null) {
            listener.closed(false);
        }
    }

    /** How many messages are written and not taken. */
    int waiting() {
        return waiting.size();
    }

    /** The client reads one message; there must be one. */
    String take() {
        Written first = waiting.remove();
        first.promise().complete();
        return first.text();
    }

    /** The client reads all that is there, and what follows when it has. */
    List<String> takeAll() {
        List<String> all = new ArrayList<>();
        while (!waiting.isEmpty()) {
            all.add(take());
        }
        return all;
    }
}

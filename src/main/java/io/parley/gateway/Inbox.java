package io.parley.gateway;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.ServerMessage;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * The messages of one client on their way to its conversation: first in, first out, one at a time, so that one which is sent
 * again holds back what follows. Confined to one context.
 */
final class Inbox {
    private static final int MAX_WAITING = 256;

    private final Function<ClientMessage, Future<ServerMessage>> deliver;
    private final Answers answers;
    private final Deque<Item> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean looping;

    /** @param receivedNanos when its frame was taken from the socket, by {@code System.nanoTime} */
    record Item(ClientMessage message, long receivedNanos) {}

    /** What takes the answers. */
    @FunctionalInterface
    interface Answers {
        void take(Item item, AsyncResult<ServerMessage> answer);
    }

    Inbox(Function<ClientMessage, Future<ServerMessage>> deliver, Answers answers) {
        this.deliver = deliver;
        this.answers = answers;
    }

    /** False, and nothing is taken, while {@value #MAX_WAITING} wait. */
    boolean offer(Item item) {
        if (waiting.size() >= MAX_WAITING) {
            return false;
        }
        waiting.add(item);
        loop();
        return true;
    }

    /** What waits is not sent any more. */
    void clear() {
        waiting.clear();
    }

    private void loop() {
        if (looping) {
            return;
        }
        looping = true;
        while (!busy && !waiting.isEmpty()) {
            Item item = waiting.remove();
            busy = true;
            Future.succeededFuture(item.message()).compose(deliver).onComplete(answer -> {
                busy = false;
                answers.take(item, answer);
                loop();
            });
        }
        looping = false;
    }
}

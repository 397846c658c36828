package io.parley.client;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was said and is not answered, in the order in which it was said. What begins a turn goes one at a time, as it might else
 * pass what is refused for now; and what is refused for now goes again, under its id, not sooner than the server asks for.
 * Confined to one context.
 */
final class Outbox {
    static final int MOST = 256;
    /** How much slower than asked it goes on after having been too fast, so as not to be it again. */
    private static final double SLOWER = 1.5;

    private final Vertx vertx;
    private final Predicate<ClientMessage> write;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private final Backoff backoff = new Backoff(new Random());
    /** The timer that ends the time to hold back; null where there is none. */
    private @Nullable Long held;
    /** Until when, by {@code System.nanoTime}; says nothing where nothing is held. */
    private long heldNanos;

    private long gapMs;
    private int mostBytes = Integer.MAX_VALUE;

    private static final class Waiting {
        private final ClientMessage message;
        private final Promise<ServerMessage> answer = Promise.promise();
        private boolean sent;
        private boolean isLater;

        Waiting(ClientMessage message) {
            this.message = message;
            this.isLater = message.beginsTurn();
        }
    }

    /** {@code write} says whether it could: what it could not write waits for {@link #flush}. */
    Outbox(Vertx vertx, Predicate<ClientMessage> write) {
        this.vertx = vertx;
        this.write = write;
    }

    /** {@code message} has an id. Fails, and keeps nothing, where {@value #MOST} messages wait already or one waits under that id. */
    Future<ServerMessage> add(ClientMessage message) {
        String id = Objects.requireNonNull(message.id());
        if (waiting.size() == MOST || waiting.containsKey(id)) {
            return Future.failedFuture(new IllegalStateException(
                    waiting.size() == MOST ? MOST + " messages wait for an answer" : id + " waits for an answer"));
        }
        Waiting one = new Waiting(message);
        waiting.put(id, one);
        offer(one);
        return one.answer.future();
    }

    /** What is longer in UTF-8 than the server takes is refused here: it would close the connection, again and again. */
    void takeAtMost(int bytes) {
        mostBytes = bytes;
    }

    /** Writes what may go now. */
    void flush() {
        List.copyOf(waiting.values()).forEach(this::offer);
    }

    /** What was written is to be written again. */
    void lost() {
        waiting.values().forEach(one -> one.sent = false);
    }

    void answered(@Nullable String id, ServerMessage answer) {
        Waiting one = waiting.remove(id);
        if (one != null) {
            one.answer.complete(answer);
            settled();
        }
    }

    void refused(ServerMessage.Failure failure) {
        Waiting one = waiting.get(failure.id());
        if (one == null) {
            return;
        }
        if (failure.retry()) {
            again(one, failure);
        } else {
            waiting.remove(failure.id());
            one.answer.fail(new Refused(failure));
            settled();
        }
    }

    /** Nothing will be answered any more. */
    void close() {
        release();
        List<Waiting> left = List.copyOf(waiting.values());
        waiting.clear();
        left.forEach(one -> one.answer.fail(new IllegalStateException("the connection is closed")));
    }

    private void settled() {
        backoff.reset();
        if (waiting.isEmpty()) {
            gapMs = 0;
        }
        flush();
    }

    private void offer(Waiting one) {
        boolean isTurn = one.message.beginsTurn();
        if (one.sent || (one.isLater && held != null) || (isTurn && isTurnUnderWay())) {
            return;
        }
        if (sizeOf(one.message) > mostBytes) {
            refuse(one.message);
            return;
        }
        one.sent = write.test(one.message);
        if (one.sent && isTurn && gapMs > 0) {
            hold(gapMs);
        }
    }

    private static int sizeOf(ClientMessage message) {
        return ProtocolCodec.encode(message).getBytes(StandardCharsets.UTF_8).length;
    }

    private void refuse(ClientMessage message) {
        ErrorCode code = ErrorCode.MSG_TOO_LARGE;
        String why = "the server takes at most " + mostBytes + " bytes";
        refused(new ServerMessage.Failure(
                System.currentTimeMillis(), null, code, why, code.retry(), message.id(), null, null));
    }

    private boolean isTurnUnderWay() {
        return waiting.values().stream().anyMatch(one -> one.sent && one.message.beginsTurn());
    }

    /** Twice too fast: what was left of the time between two messages is added up, until there is enough of it. */
    private void again(Waiting one, ServerMessage.Failure failure) {
        Long toldMs = failure.retryAfterMs();
        one.sent = false;
        one.isLater = true;
        if (failure.code() == ErrorCode.RATE_LIMIT && toldMs != null) {
            gapMs += Math.round(toldMs * SLOWER);
        }
        hold(toldMs == null ? backoff.nextMs() : toldMs);
    }

    /** Never for less than what is being waited for. */
    private void hold(long delayMs) {
        long dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.max(1, delayMs));
        if (held != null && dueNanos - heldNanos <= 0) {
            return;
        }
        release();
        heldNanos = dueNanos;
        held = vertx.setTimer(Math.max(1, delayMs), timer -> {
            held = null;
            flush();
        });
    }

    private void release() {
        if (held != null) {
            vertx.cancelTimer(held);
            held = null;
        }
    }
}

package io.parley.client;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was said and is not answered, in the order in which it was said. What begins a turn goes one at a time, as it might else
 * pass what is refused for now; and what is refused for now goes again, under its id, not sooner than the server asks for. A cancel
 * takes back what the server does not have, and does not pass what it may have. Confined to one context.
 */
final class Outbox {
    static final int MOST = 256;
    /** How much slower than asked it goes on after having been too fast, so as not to be it again. */
    private static final double SLOWER = 1.5;

    private final Vertx vertx;
    private final String projectId;
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
        /** What it cancels; null where that does not wait here. */
        private final @Nullable Waiting target;

        private final Promise<ServerMessage> answer = Promise.promise();
        private boolean sent;
        private boolean isLater;
        /** It was sent, and nobody knows what became of it. */
        private boolean isDoubtful;

        Waiting(ClientMessage message, @Nullable Waiting target) {
            this.message = message;
            this.target = target;
            this.isLater = message.beginsTurn();
        }

        boolean mayBeThere() {
            return sent || isDoubtful;
        }
    }

    /** {@code write} says whether it could: what it could not write waits for {@link #flush}. */
    Outbox(Vertx vertx, String projectId, Predicate<ClientMessage> write) {
        this.vertx = vertx;
        this.projectId = projectId;
        this.write = write;
    }

    /** {@code message} has an id. Fails, and keeps nothing, where {@value #MOST} messages wait already or one waits under that id. */
    Future<ServerMessage> add(ClientMessage message) {
        String id = Objects.requireNonNull(message.id());
        if (waiting.size() == MOST || waiting.containsKey(id)) {
            return Future.failedFuture(new IllegalStateException(
                    waiting.size() == MOST ? MOST + " messages wait for an answer" : id + " waits for an answer"));
        }
        Waiting one = new Waiting(message, waiting.get(targetOf(message)));
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
        waiting.values().forEach(one -> {
            one.isDoubtful |= one.sent;
            one.sent = false;
        });
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
        if (!isHere(one)) {
            return;
        }
        if (one.target != null && isHere(one.target)) {
            takeBack(one.target);
            return;
        }
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

    private boolean isHere(Waiting one) {
        return waiting.get(one.message.id()) == one;
    }

    /** The id of what {@code message} cancels; null where it cancels nothing, or names it by what the server called it. */
    private static @Nullable String targetOf(ClientMessage message) {
        if (!(message instanceof ClientMessage.Command command) || command.command() != CommandName.CANCEL) {
            return null;
        }
        JsonObject args = command.args();
        boolean isKnownThere = args.getValue("message_id") != null || args.getValue("task_id") != null;
        return !isKnownThere && args.getValue("id") instanceof String id ? id : null;
    }

    /** Where the server may have {@code one}, what cancels it waits for its answer, else there is nothing to tell the server. */
    private void takeBack(Waiting one) {
        if (one.mayBeThere()) {
            return;
        }
        waiting.remove(one.message.id());
        one.answer.fail(new CancellationException("it was cancelled before it was sent"));
        cancelsOf(one).forEach(cancel -> answered(cancel.message.id(), taken(cancel.message.id())));
        settled();
    }

    private List<Waiting> cancelsOf(Waiting one) {
        return waiting.values().stream().filter(other -> other.target == one).toList();
    }

    private ServerMessage taken(@Nullable String id) {
        return new ServerMessage.Ack(
                System.currentTimeMillis(), projectId, Objects.requireNonNull(id), null, null, false);
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
        boolean isTooFast = failure.code() == ErrorCode.RATE_LIMIT;
        one.sent = false;
        one.isLater = true;
        one.isDoubtful |= !isTooFast;
        if (isTooFast && toldMs != null) {
            gapMs += Math.round(toldMs * SLOWER);
        }
        hold(toldMs == null ? backoff.nextMs() : toldMs);
        cancelsOf(one).forEach(this::offer);
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

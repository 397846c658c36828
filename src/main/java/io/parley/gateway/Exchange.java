package io.parley.gateway;

import io.parley.bus.BusFailure;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import io.parley.protocol.ServerMessage;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one client that its conversation answers: sent one at a time, and what each costs, which depends on answers.
 * Confined to one context.
 */
final class Exchange {
    /** Messages that may wait for the answer of their conversation. */
    private static final int MAX_UNANSWERED = 256;

    private final Gateway gateway;
    private final Connection connection;
    private final Replies replies;
    private final OneByOne<Outgoing, ServerMessage> unanswered;
    private Promise<Void> nextAnswer = Promise.promise();
    private Repeats repeats = new Repeats();
    /** Whether the conversation knows the connection. */
    private boolean begun;

    /** Whether the message that may pass now took something that it may be given back. */
    private boolean paid;

    /**
     * A message on its way to the conversation.
     *
     * @param isPaid whether it took something that it may be given back
     * @param takenNanos when its frame was taken from the socket, by {@code System.nanoTime}
     */
    private record Outgoing(ClientMessage message, boolean isPaid, long takenNanos) {}

    Exchange(Gateway gateway, Connection connection, Replies replies, Delivery delivery) {
        this.gateway = gateway;
        this.connection = connection;
        this.replies = replies;
        this.unanswered = new OneByOne<>(
                MAX_UNANSWERED, message -> delivery.send(message.message(), message.takenNanos()), this::answered);
    }

    /** The conversation knows the connection, whose user may have been answered there before. */
    void begin() {
        begun = true;
        repeats = gateway.repeats().entered(connection.peer());
    }

    /** What waits is not sent any more, and has cost nothing. */
    void end() {
        unanswered.clear().forEach(this::giveBack);
        if (begun) {
            gateway.repeats().left(connection.peer(), repeats, unanswered.isIdle());
        }
    }

    /**
     * How long message {@code id} has to wait, in milliseconds; 0: it may pass. {@code isTurn}: it has an agent work, and so makes
     * an entry of the log: only that can be sent again for nothing. While others are under way it is not refused: each of them that
     * turns out to be sent again gives back what it took. Never fails. What may pass is
     * to be sent before the price of another is asked.
     */
    Future<Long> price(@Nullable String id, boolean isTurn) {
        paid = !isTurn || !repeats.knows(id);
        String userId = connection.peer().userId();
        if (!paid && gateway.rates().mayRepeat(userId)) {
            return Future.succeededFuture(0L);
        }
        boolean isAlone = unanswered.isIdle();
        Future<Void> answer = nextAnswer.future();
        Future<Long> wait =
                isTurn ? gateway.rates().takeTurn(userId) : gateway.rates().take(userId);
        return wait.compose(waitMs -> waitMs == 0 || isAlone
                ? Future.succeededFuture(waitMs)
                : answer.compose(answered -> price(id, isTurn)));
    }

    void send(ClientMessage message, long takenNanos) {
        ClientMessage named = message.id() == null ? message.withId(Ids.next()) : message;
        Outgoing item = new Outgoing(named, paid, takenNanos);
        if (!unanswered.offer(item)) {
            noTurn(item);
            replies.refuse(Refusal.of(ErrorCode.BUSY), message.id());
        }
    }

    private void answered(Outgoing item, AsyncResult<ServerMessage> answer) {
        settle(item, answer);
        if (connection.isGone()) {
            return;
        }
        tell(item.message(), answer);
        gateway.census().answered(item.message().type(), item.takenNanos());
        Promise<Void> answered = nextAnswer;
        nextAnswer = Promise.promise();
        answered.complete();
    }

    private void tell(ClientMessage message, AsyncResult<ServerMessage> answer) {
        if (answer.succeeded()) {
            connection.tell(answer.result());
        } else if (answer.cause() instanceof BusFailure refused && refused.code() != ErrorCode.INTERNAL_ERROR) {
            replies.refuse(Refusal.of(refused.code()), message.id());
        } else {
            replies.broken(answer.cause(), message.id());
        }
    }

    /** Only what made an entry of the log is cheap to be asked again: its answer is remembered there. */
    private void settle(Outgoing item, AsyncResult<ServerMessage> answer) {
        String id = item.message().id();
        if (id == null || !item.message().beginsTurn()) {
            return;
        }
        if (answer.result() instanceof ServerMessage.Ack ack) {
            if (ack.duplicate()) {
                giveBack(item);
            } else if (!item.isPaid()) { // the log has lost it, and an agent works again
                repeats.forget();
                gateway.rates().takeTurn(connection.peer().userId());
            }
            repeats.answered(id);
        } else if (isRefused(answer)) {
            noTurn(item);
        }
    }

    /** Whether no agent works for what was answered so. Where it was not answered, or not understood, nobody knows. */
    private static boolean isRefused(AsyncResult<ServerMessage> answer) {
        ErrorCode code = ErrorCode.INTERNAL_ERROR;
        if (answer.result() instanceof ServerMessage.Failure failure) {
            code = failure.code();
        } else if (answer.cause() instanceof BusFailure failure) {
            code = failure.code();
        }
        return code != ErrorCode.UNAVAILABLE && code != ErrorCode.INTERNAL_ERROR;
    }

    private void giveBack(Outgoing item) {
        if (item.isPaid()) {
            gateway.rates().giveBack(connection.peer().userId(), item.message().beginsTurn());
        }
    }

    /** It was refused: a message all the same, but no turn. */
    private void noTurn(Outgoing item) {
        if (item.isPaid() && item.message().beginsTurn()) {
            gateway.rates().giveBackTurn(connection.peer().userId());
        }
    }
}

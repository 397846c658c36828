package io.parley.launcher.bench;

import io.parley.client.ClientListener;
import io.parley.client.Connection;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The work of one connection: as many chats under way as are wanted, the next as soon as one is answered. Confined to one
 * context.
 *
 * <p>Told that it is too fast, it waits as long as it is asked to, and goes on at that pace: the gateway closes who does not.
 */
final class Load implements ClientListener {
    /** Above what the server asked for, so that the next is not refused by a hair. */
    private static final double MARGIN = 1.2;

    private final Vertx vertx;
    private final Setup setup;
    private final Tally tally;
    private final String text;
    private final Promise<Void> connected = Promise.promise();
    private final Promise<Void> quiet = Promise.promise();
    private final Map<String, Trip> byId = new HashMap<>();
    private final Map<String, Trip> byTurn = new HashMap<>();
    private @Nullable Connection connection;
    private long pauseMs;
    private boolean stopping;

    Load(Vertx vertx, Setup setup, Tally tally) {
        this.vertx = vertx;
        this.setup = setup;
        this.tally = tally;
        this.text = "measure ".repeat(setup.size() / 8 + 1).substring(0, setup.size());
    }

    /** Completes when the server said that it is ready; fails with {@link Unreachable} where it refused. */
    Future<Void> connected() {
        return connected.future();
    }

    void begin(Connection opened) {
        connection = opened;
        for (int i = 0; i < setup.inFlight(); i++) {
            send();
        }
    }

    /** Sends no more. Completes when all that is under way was answered. */
    Future<Void> stop() {
        stopping = true;
        settle();
        return quiet.future();
    }

    /** How many chats wait for their reply. */
    int underWay() {
        return byId.size();
    }

    @Override
    public void onMessage(ServerMessage message) {
        long now = System.nanoTime();
        if (message instanceof ServerMessage.AiDelta delta && byTurn.containsKey(delta.turnId())) {
            byTurn.get(delta.turnId()).token(tally, now);
        } else if (message instanceof ServerMessage.Ack ack && byId.containsKey(ack.id())) {
            acknowledged(byId.get(ack.id()), ack.messageId(), now);
        } else if (message instanceof Logged.UserMessage own && byId.containsKey(own.id())) {
            byTurn.put(own.messageId(), byId.get(own.id()));
        } else if (message instanceof Logged.AiReply reply && byTurn.containsKey(reply.turnId())) {
            replied(byTurn.get(reply.turnId()), reply, now);
        } else if (message instanceof ServerMessage.Failure failure) {
            refused(failure);
        } else if (message instanceof ServerMessage.Status status
                && status.status() == ServerMessage.Status.State.CONNECTED) {
            connected.tryComplete();
        }
    }

    @Override
    public void onClose(int code, String reason) {
        if (connected.tryFail(new Unreachable("the gateway closed a connection with " + code + " " + reason))) {
            return;
        }
        if (!stopping || !byId.isEmpty()) {
            tally.failed("closed with " + code, 1);
        }
        stopping = true;
        byId.clear();
        settle();
    }

    private void acknowledged(Trip trip, @Nullable String messageId, long now) {
        if (messageId != null) {
            byTurn.put(messageId, trip);
        }
        trip.acknowledged(tally, now);
        finish(trip);
    }

    private void replied(Trip trip, Logged.AiReply reply, long now) {
        if (reply.status() != Logged.AiReply.Outcome.COMPLETE) {
            tally.failed("reply " + reply.status(), 1);
        }
        trip.replied(tally, now);
        finish(trip);
    }

    private void finish(Trip trip) {
        if (trip.isOver()) {
            tally.roundTrip();
            forget(trip);
            next();
        }
    }

    private void refused(ServerMessage.Failure failure) {
        if (connected.tryFail(new Unreachable("the gateway refused: " + failure.code() + ", " + failure.message()))) {
            return;
        }
        tally.failed(failure.code().name(), 1);
        if (failure.code() == ErrorCode.RATE_LIMIT && failure.retryAfterMs() != null) {
            pauseMs = Math.max(pauseMs, (long) (failure.retryAfterMs() * MARGIN * setup.inFlight()) + 1);
        } else {
            pauseMs = Math.max(pauseMs, 100);
        }
        Trip trip = failure.id() == null ? null : byId.get(failure.id());
        if (trip != null) {
            forget(trip);
            next();
        }
    }

    private void forget(Trip trip) {
        byId.remove(trip.id());
        byTurn.values().removeIf(other -> other == trip);
    }

    private void next() {
        if (stopping) {
            settle();
        } else if (pauseMs == 0) {
            send();
        } else {
            vertx.setTimer(pauseMs, now -> send());
        }
    }

    private void send() {
        if (stopping || connection == null) {
            return;
        }
        var trip = new Trip(Ids.next(), System.nanoTime());
        byId.put(trip.id(), trip);
        connection
                .send(new ClientMessage.Chat(trip.id(), text, List.of(), null, null, null))
                .onFailure(closed -> tally.failed("not sent", 1));
    }

    private void settle() {
        if (stopping && byId.isEmpty()) {
            quiet.tryComplete();
        }
    }
}

package io.parley.gateway;

import io.parley.ops.ConnectionMeters.Status;
import io.parley.ops.Meters;
import io.parley.ops.SlowReaderMeters.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How many connections are in which state, and what went through them. Confined to one context. */
final class Census {
    private final Meters meters;
    private final long reconnectingNanos;
    private final int maxReconnecting;
    private final LongSupplier nanoTime;
    /** Sessions whose socket was lost here and which may still come back. */
    private final Map<String, ConnectionState.Reconnecting> lost = new HashMap<>();
    /** The same in the order in which they were lost, and those that came back, until their time is over. */
    private final Deque<Lost> order = new ArrayDeque<>();

    private record Lost(String sessionId, ConnectionState.Reconnecting state, long sinceNanos) {}

    /** {@code nanoTime} is the clock by which a session is waited for, {@code System::nanoTime} but for a test. */
    Census(Meters meters, long reconnectingMs, int maxReconnecting, LongSupplier nanoTime) {
        this.meters = meters;
        this.reconnectingNanos = TimeUnit.MILLISECONDS.toNanos(reconnectingMs);
        this.maxReconnecting = maxReconnecting;
        this.nanoTime = nanoTime;
    }

    ConnectionState.Connecting opened() {
        meters.connections().opened();
        return new ConnectionState.Connecting(System.currentTimeMillis());
    }

    /** The conversation answered; a session that was lost here has come back. */
    ConnectionState.Connected connected(ConnectionState from, @Nullable String sessionId) {
        meters.connections().moved(from.status(), Status.CONNECTED);
        if (sessionId != null && lost.remove(sessionId) != null) {
            meters.connections().moved(Status.RECONNECTING, Status.DISCONNECTED);
        }
        return new ConnectionState.Connected(System.currentTimeMillis());
    }

    /** The socket is gone; {@code sessionId} null: nobody is expected back. */
    ConnectionState left(ConnectionState from, @Nullable String sessionId) {
        long now = System.currentTimeMillis();
        if (sessionId == null || order.size() >= maxReconnecting) {
            meters.connections().moved(from.status(), Status.DISCONNECTED);
            return new ConnectionState.Disconnected(now);
        }
        var state = new ConnectionState.Reconnecting(now);
        meters.connections().moved(from.status(), Status.RECONNECTING);
        if (lost.put(sessionId, state) != null) {
            meters.connections().moved(Status.RECONNECTING, Status.DISCONNECTED);
        }
        order.add(new Lost(sessionId, state, nanoTime.getAsLong()));
        return state;
    }

    /** Gives up on the sessions that have not come back in time. */
    void sweep() {
        long now = nanoTime.getAsLong();
        while (!order.isEmpty() && now - order.element().sinceNanos() >= reconnectingNanos) {
            giveUpFirst();
        }
    }

    /** Nobody is waited for any more. */
    void close() {
        while (!order.isEmpty()) {
            giveUpFirst();
        }
    }

    private void giveUpFirst() {
        Lost first = order.remove();
        if (lost.remove(first.sessionId(), first.state())) {
            meters.connections().moved(Status.RECONNECTING, Status.DISCONNECTED);
        }
    }

    /** A message of a client was read; {@code type} as it has it. */
    void received(String type) {
        meters.messages().received(type);
    }

    /** A message was handed to the network. */
    void sent(Frame frame) {
        meters.messages().sent(frame.type());
    }

    /** Something was done about a client that reads too slowly. */
    void slow(Step step, int times) {
        meters.slowReaders().took(step, times);
    }

    /** A message of a client, taken from its socket at {@code receivedNanos}, was answered. */
    void answered(String type, long receivedNanos) {
        meters.messages().answered(type, System.nanoTime() - receivedNanos);
    }
}

package io.parley.conversation;

import io.parley.bus.Envelope;
import io.parley.bus.PushAck;
import io.parley.bus.Transport;
import io.parley.conversation.Line.Origin;
import io.parley.conversation.Session.Address;
import io.parley.protocol.Ids;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Context;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Numbers and sends what this instance pushes, no more of it at once than the gateways acknowledge. Confined to one context.
 * The numbers of an address go on while it is among the latest 65,536; one that was forgotten begins again above every
 * number that was forgotten.
 *
 * <p>What is sent in one turn of the event loop leaves in the next: after the answer to the request that caused it, so that
 * an {@code ack} comes before what follows from it.
 */
final class Pushes {
    private static final int MAX_ADDRESSES = 65_536;

    private final Outgoing outgoing;
    private final Lease lease;
    private final String instance;
    private final String incarnation;
    private final LongSupplier nanoTime;
    private final Map<String, Line> lines = new LinkedHashMap<>(16, 0.75f, true);
    private long floor;

    Pushes(Transport transport, Lease lease, Context context, String instance, LongSupplier nanoTime) {
        this.outgoing = new Outgoing(transport, context);
        this.lease = lease;
        this.instance = instance;
        this.incarnation = Ids.next();
        this.nanoTime = nanoTime;
    }

    String instance() {
        return instance;
    }

    String incarnation() {
        return incarnation;
    }

    /** The number of the last push to {@code pushTo}. */
    long lastTo(String pushTo) {
        Line line = lines.get(pushTo);
        return line == null ? floor : line.channel().sent();
    }

    /** A session hears {@code pushTo} through {@code gateway}, from the next push on. */
    void joined(String pushTo, String gateway) {
        line(pushTo).channel().joined(gateway);
    }

    void left(String pushTo, String gateway) {
        Line line = lines.get(pushTo);
        if (line != null) {
            line.channel().left(gateway);
            tellDropped(line);
        }
    }

    /**
     * Sends to one connection, or where {@code connectionId} is null to all of the user's. Without a lease, or where too
     * much is on its way to the address, it is dropped: the log and what is running are read once there is room.
     */
    void send(Address to, @Nullable String connectionId, String projectId, long epoch, ServerMessage message) {
        Line line = line(to.pushTo());
        Origin origin = new Origin(to, projectId, epoch);
        line.next(origin);
        int size = Weights.of(message);
        if (lease.isHeld() && line.channel().hasRoom(size)) {
            deliver(line, origin, connectionId, size, List.of(message));
        } else {
            line.drop(projectId);
        }
    }

    /** A gateway has taken what went to it. */
    void acknowledged(PushAck ack) {
        Line line = lines.get(ack.pushTo());
        if (line != null) {
            line.channel().acknowledged(ack.gateway(), ack.n());
            tellDropped(line);
        }
    }

    /**
     * Tells of what was dropped where there is room by now, and asks once more where nothing was acknowledged since {@code
     * beforeNanos}: the push or its acknowledgement may be lost.
     */
    void sweep(long beforeNanos) {
        if (lease.isHeld()) {
            lines.values().forEach(this::tellDropped);
            lines.values().stream()
                    .filter(line -> line.channel().isUnansweredSince(beforeNanos))
                    .forEach(this::tellNumber);
        }
    }

    /** The gateways that have not taken what was sent before {@code beforeNanos}. */
    Set<String> stuck(long beforeNanos) {
        Set<String> stuck = new HashSet<>();
        lines.values().forEach(line -> stuck.addAll(line.channel().stuck(beforeNanos)));
        return stuck;
    }

    private void tellDropped(Line line) {
        if (line.hasDropped() && lease.isHeld() && line.channel().hasRoom(0)) {
            tellNumber(line);
        }
    }

    /** An envelope with nothing in it but its number: who lacks one before it notices, who does not acknowledges it. */
    private void tellNumber(Line line) {
        Origin origin = line.latest();
        if (origin != null) {
            deliver(line, origin, null, 0, List.of());
        }
    }

    private void deliver(
            Line line, Origin origin, @Nullable String connectionId, int size, List<ServerMessage> messages) {
        Address to = origin.to();
        List<String> lost = line.hasDropped() ? line.tellDropped() : null;
        long n = line.channel().send(size, nanoTime.getAsLong());
        Envelope envelope = new Envelope(
                instance,
                incarnation,
                n,
                to.userId(),
                origin.projectId(),
                connectionId,
                origin.epoch(),
                messages,
                lost);
        outgoing.send(to.pushTo(), envelope, size);
    }

    private Line line(String pushTo) {
        Line line = lines.get(pushTo);
        if (line == null) {
            line = Line.to(pushTo, floor);
            lines.put(pushTo, line);
            forgetEldest();
        }
        return line;
    }

    private void forgetEldest() {
        if (lines.size() > MAX_ADDRESSES) {
            Map.Entry<String, Line> eldest = lines.entrySet().iterator().next();
            floor = Math.max(floor, eldest.getValue().channel().last());
            lines.remove(eldest.getKey());
        }
    }
}

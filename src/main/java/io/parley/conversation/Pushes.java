package io.parley.conversation;

import io.parley.bus.Envelope;
import io.parley.bus.PushAck;
import io.parley.bus.Transport;
import io.parley.conversation.Session.Address;
import io.parley.protocol.Ids;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Context;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private final Transport transport;
    private final Lease lease;
    private final Context context;
    private final String instance;
    private final String incarnation;
    private final Map<String, Channel> channels = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Origin> dropped = new LinkedHashMap<>();
    private long floor;

    /** Whose push, of which conversation. */
    private record Origin(Address to, String projectId, long epoch) {}

    Pushes(Transport transport, Lease lease, Context context, String instance) {
        this.transport = transport;
        this.lease = lease;
        this.context = context;
        this.instance = instance;
        this.incarnation = Ids.next();
    }

    String instance() {
        return instance;
    }

    String incarnation() {
        return incarnation;
    }

    /** The number of the last push to {@code pushTo}. */
    long lastTo(String pushTo) {
        Channel channel = channels.get(pushTo);
        return channel == null ? floor : channel.sent();
    }

    /** A session hears {@code pushTo} through {@code gateway}, from the next push on. */
    void joined(String pushTo, String gateway) {
        channel(pushTo).joined(gateway);
    }

    void left(String pushTo, String gateway) {
        Channel channel = channels.get(pushTo);
        if (channel != null) {
            channel.left(gateway);
            tellDropped(pushTo, channel);
        }
    }

    /**
     * Sends to one connection, or where {@code connectionId} is null to all of the user's. Without a lease, or where too
     * much is on its way to the address, it is dropped: the log and what is running are read once there is room.
     */
    void send(Address to, @Nullable String connectionId, String projectId, long epoch, ServerMessage message) {
        Channel channel = channel(to.pushTo());
        int size = Weights.of(message);
        if (!lease.isHeld() || !channel.hasRoom(size)) {
            channel.drop();
            dropped.put(to.pushTo(), new Origin(to, projectId, epoch));
            return;
        }
        dropped.remove(to.pushTo());
        long n = channel.send(size, System.nanoTime());
        deliver(
                new Envelope(instance, incarnation, n, to.userId(), projectId, connectionId, epoch, List.of(message)),
                to);
    }

    /** A gateway has taken what went to it. */
    void acknowledged(PushAck ack) {
        Channel channel = channels.get(ack.pushTo());
        if (channel != null) {
            channel.acknowledged(ack.gateway(), ack.n());
            tellDropped(ack.pushTo(), channel);
        }
    }

    /** Tells of what was dropped where there is room by now. */
    void sweep() {
        List.copyOf(dropped.keySet()).forEach(pushTo -> tellDropped(pushTo, channel(pushTo)));
    }

    /** The gateways that have not taken what was sent before {@code beforeNanos}. */
    Set<String> stuck(long beforeNanos) {
        Set<String> stuck = new HashSet<>();
        channels.values().forEach(channel -> stuck.addAll(channel.stuck(beforeNanos)));
        return stuck;
    }

    /** An envelope with nothing in it but its number, which has a hole before it. */
    private void tellDropped(String pushTo, Channel channel) {
        Origin origin = dropped.get(pushTo);
        if (origin != null && lease.isHeld() && channel.hasRoom(0)) {
            dropped.remove(pushTo);
            long n = channel.send(0, System.nanoTime());
            Address to = origin.to();
            deliver(
                    new Envelope(
                            instance, incarnation, n, to.userId(), origin.projectId(), null, origin.epoch(), List.of()),
                    to);
        }
    }

    private void deliver(Envelope envelope, Address to) {
        context.runOnContext(next -> transport.deliver(to.pushTo(), envelope));
    }

    private Channel channel(String pushTo) {
        Channel channel = channels.get(pushTo);
        if (channel == null) {
            channel = new Channel(floor);
            channels.put(pushTo, channel);
            forgetEldest();
        }
        return channel;
    }

    private void forgetEldest() {
        if (channels.size() > MAX_ADDRESSES) {
            Map.Entry<String, Channel> eldest = channels.entrySet().iterator().next();
            floor = Math.max(floor, eldest.getValue().last());
            channels.remove(eldest.getKey());
            dropped.remove(eldest.getKey());
        }
    }
}

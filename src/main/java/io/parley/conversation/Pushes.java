package io.parley.conversation;

import io.parley.bus.Envelope;
import io.parley.bus.Transport;
import io.parley.conversation.Session.Address;
import io.parley.protocol.Ids;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers and sends what this instance pushes. Confined to one context. The numbers of an address go on while it is
 * among the latest 65,536; one that was forgotten begins again above every number that was forgotten.
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
    private final Map<String, Long> sent = new LinkedHashMap<>(16, 0.75f, true);
    private long floor;

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
        return sent.getOrDefault(pushTo, floor);
    }

    /** Sends to one connection, or where {@code connectionId} is null to all of the user's. Nothing without a lease. */
    void send(Address to, @Nullable String connectionId, String projectId, long epoch, ServerMessage message) {
        deliver(to, connectionId, projectId, epoch, List.of(message));
    }

    /** Says nothing but the epoch: who knows an older one registers again. Nothing without a lease. */
    void call(Address to, String projectId, long epoch) {
        deliver(to, null, projectId, epoch, List.of());
    }

    private void deliver(
            Address to, @Nullable String connectionId, String projectId, long epoch, List<ServerMessage> messages) {
        if (!lease.isHeld()) {
            return; // somebody else may own the conversation by now; what is logged is read from there
        }
        long n = lastTo(to.pushTo()) + 1;
        sent.put(to.pushTo(), n);
        forgetEldest();
        Envelope envelope =
                new Envelope(instance, incarnation, n, to.userId(), projectId, connectionId, epoch, messages);
        context.runOnContext(next -> transport.deliver(to.pushTo(), envelope));
    }

    private void forgetEldest() {
        if (sent.size() > MAX_ADDRESSES) {
            Map.Entry<String, Long> eldest = sent.entrySet().iterator().next();
            floor = Math.max(floor, eldest.getValue());
            sent.remove(eldest.getKey());
        }
    }
}

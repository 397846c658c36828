package io.parley.conversation;

import io.parley.bus.Beat;
import io.parley.bus.Beat.Position;
import io.parley.bus.PushAck;
import io.parley.bus.Transport;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The gateways that have sessions at this instance (ARCHITECTURE D8, D11): they get a beat every few seconds, and one that
 * acknowledges neither beats nor pushes is let go. Confined to one context.
 */
final class Gateways implements Sessions.Attendance {
    private static final EventLog LOG = EventLog.of(Gateways.class, EventLog.CONVERSATION);
    private static final long CHANGED_NANOS = TimeUnit.SECONDS.toNanos(15);
    /** At least one beat, at most two: each makes its gateway register all of the conversation's connections. */
    private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(4);

    private static final long STOOD_STILL_NANOS = TimeUnit.SECONDS.toNanos(3);
    /** What is pushed may wait within Vert.x for as long as it takes the cluster to give up another node, who stands still. */
    private static final int STUCK = 2;

    /** So many times within its patience a gateway that acknowledges nothing is asked once more. */
    private static final int ASKED_AGAIN = 4;

    private static final int MAX_GONE = 65_536;

    private final Transport transport;
    private final Pushes pushes;
    private final String logId;
    private final long patienceNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Gateway> known = new HashMap<>();
    private final Deque<Gone> gone = new ArrayDeque<>();
    private final Set<Gone> untold = new LinkedHashSet<>();
    private long sweptNanos;

    private static final class Gateway {
        private int sessions;
        private long heardNanos;
    }

    /** A conversation that these gateways are to register with anew, as they are told until {@code untilNanos}. */
    private record Gone(Position position, Set<String> gateways, long untilNanos) {}

    /** A gateway that is silent for {@code patienceMs} is let go; one that takes no pushes but answers beats, after twice that. */
    Gateways(Transport transport, Pushes pushes, String logId, long patienceMs, LongSupplier nanoTime) {
        this.transport = transport;
        this.pushes = pushes;
        this.logId = logId;
        this.nanoTime = nanoTime;
        this.sweptNanos = nanoTime.getAsLong();
        this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMs);
    }

    @Override
    public void joined(Session session) {
        Gateway gateway = known.computeIfAbsent(session.gateway(), id -> new Gateway());
        gateway.sessions++;
        gateway.heardNanos = nanoTime.getAsLong();
        pushes.joined(session.pushTo(), session.gateway());
    }

    @Override
    public void left(Session session) {
        Gateway gateway = known.get(session.gateway());
        if (gateway != null && --gateway.sessions == 0) {
            known.remove(session.gateway());
        }
        pushes.left(session.pushTo(), session.gateway());
    }

    void acknowledged(PushAck ack) {
        Gateway gateway = known.get(ack.gateway());
        if (gateway != null) {
            gateway.heardNanos = nanoTime.getAsLong();
            pushes.acknowledged(ack);
        }
    }

    /** This instance does not own {@code conversation} any more: the gateways that are there register anew. */
    void letGo(Conversation conversation) {
        tell(conversation, conversation.gateways(), CHANGED_NANOS);
    }

    /**
     * The sessions of {@code gateway} in {@code conversation} are about to be forgotten. Should it live after all, it
     * registers them anew; else those connections would hear only what happens to reach another of their user's.
     */
    void lost(Conversation conversation, String gateway) {
        if (conversation.gateways().contains(gateway)) {
            tell(conversation, Set.of(gateway), LOST_NANOS);
        }
    }

    private void tell(Conversation conversation, Set<String> there, long forNanos) {
        if (there.isEmpty()) {
            return;
        }
        if (gone.size() == MAX_GONE) {
            untold.remove(gone.remove());
        }
        Gone past = new Gone(conversation.position(false), there, nanoTime.getAsLong() + forNanos);
        gone.add(past);
        untold.add(past);
    }

    /** Tells gateways of what was let go since they were told last, ahead of the next beat. To be called under a lease. */
    void tellGone() {
        Map<String, List<Position>> beats = new HashMap<>();
        untold.forEach(past -> add(beats, past.gateways(), past.position()));
        send(beats);
    }

    /** Tells each gateway that this instance lives, and how far what it owns has come. To be called under a lease. */
    void beat(Collection<Conversation> owned) {
        long now = nanoTime.getAsLong();
        Map<String, List<Position>> beats = new HashMap<>();
        known.keySet().forEach(gateway -> beats.put(gateway, new ArrayList<>()));
        owned.stream()
                .filter(conversation -> now - conversation.changedNanos() < CHANGED_NANOS)
                .forEach(conversation -> add(beats, conversation.gateways(), conversation.position(true)));
        gone.removeIf(past -> now - past.untilNanos() >= 0);
        gone.forEach(past -> add(beats, past.gateways(), past.position()));
        send(beats);
    }

    private void send(Map<String, List<Position>> beats) {
        untold.clear();
        beats.forEach((gateway, positions) ->
                transport.beat(gateway, new Beat(pushes.instance(), pushes.incarnation(), logId, positions)));
    }

    /**
     * Tells of what was dropped where there is room by now. Returns the gateways that have been silent for too long; none
     * where this instance itself stood still: what it did not hear may be waiting for it.
     */
    Set<String> sweep() {
        long now = nanoTime.getAsLong();
        pushes.sweep(now - patienceNanos / ASKED_AGAIN);
        boolean stoodStill = now - sweptNanos > STOOD_STILL_NANOS;
        sweptNanos = now;
        if (stoodStill) {
            known.values().forEach(gateway -> gateway.heardNanos = now);
            return Set.of();
        }
        Set<String> silent = new HashSet<>(pushes.stuck(now - STUCK * patienceNanos));
        known.forEach((id, gateway) -> {
            if (now - gateway.heardNanos >= patienceNanos) {
                silent.add(id);
            }
        });
        silent.forEach(id -> LOG.warn("gateway_silent")
                .addKeyValue(Field.INSTANCE, pushes.instance())
                .addKeyValue("gateway", id)
                .log("a gateway has acknowledged nothing for too long; its sessions are let go"));
        return silent;
    }

    private static void add(Map<String, List<Position>> beats, Set<String> gateways, Position position) {
        gateways.forEach(gateway ->
                beats.computeIfAbsent(gateway, id -> new ArrayList<>()).add(position));
    }
}

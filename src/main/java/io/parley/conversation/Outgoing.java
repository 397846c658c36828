package io.parley.conversation;

import io.parley.bus.Addresses;
import io.parley.bus.Envelope;
import io.parley.bus.Transport;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What leaves in the next turn of the event loop: after the answer to the request that caused it, so that an {@code ack}
 * comes before what follows from it. What goes to one gateway travels together. Confined to one context.
 */
final class Outgoing {
    private static final EventLog LOG = EventLog.of(Outgoing.class, EventLog.CONVERSATION);
    private static final int MAX_TOGETHER = 128;
    private static final int MAX_BYTES = 256 * 1024;

    private final Transport transport;
    private final Context context;
    private Map<String, Deque<Load>> loads = new LinkedHashMap<>();

    /** What goes to one address at once. */
    private static final class Load {
        private final List<Envelope> envelopes = new ArrayList<>();
        private int bytes;

        void add(Envelope envelope, int size) {
            envelopes.add(envelope);
            bytes += size;
        }

        boolean isFull() {
            return envelopes.size() >= MAX_TOGETHER || bytes >= MAX_BYTES;
        }
    }

    Outgoing(Transport transport, Context context) {
        this.transport = transport;
        this.context = context;
    }

    /** {@code bytes}: about how large it is. */
    void send(String pushTo, Envelope envelope, int bytes) {
        if (!Addresses.isGateway(pushTo)) {
            context.runOnContext(next -> transport.deliver(pushTo, List.of(envelope)));
            return;
        }
        if (loads.isEmpty()) {
            context.runOnContext(next -> leave());
        }
        Deque<Load> waiting = loads.computeIfAbsent(pushTo, to -> new ArrayDeque<>());
        if (waiting.isEmpty() || waiting.getLast().isFull()) {
            waiting.add(new Load());
        }
        waiting.getLast().add(envelope, bytes);
    }

    private void leave() {
        Map<String, Deque<Load>> leaving = loads;
        loads = new LinkedHashMap<>();
        leaving.forEach((pushTo, waiting) -> waiting.forEach(load -> deliver(pushTo, load)));
    }

    /** Each for itself, so that what cannot leave does no harm to what goes elsewhere. */
    private void deliver(String pushTo, Load load) {
        try {
            transport.deliver(pushTo, load.envelopes);
        } catch (RuntimeException failure) {
            LOG.error("push_failed")
                    .addKeyValue(Field.ADDRESS, pushTo)
                    .setCause(failure)
                    .log("what was to be pushed could not leave; its gateway reads it from the log");
        }
    }
}

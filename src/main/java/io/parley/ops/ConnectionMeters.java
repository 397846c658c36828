package io.parley.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many connections are in each state: the gauge {@value #CONNECTIONS}. */
public final class ConnectionMeters {
    static final String CONNECTIONS = "websocket_connections_total";

    private final Map<Status, LongAdder> counts = new EnumMap<>(Status.class);

    /** Where a connection is in its life; each is counted in one of these. */
    public enum Status {
        /** The socket is open, the conversation has not answered yet. */
        CONNECTING,
        CONNECTED,
        /** The socket is lost, the session is kept for its return. */
        RECONNECTING,
        /** Ended for good. Nothing leaves it: the number of all that ended since the process began. */
        DISCONNECTED
    }

    ConnectionMeters(MeterRegistry registry) {
        for (Status status : Status.values()) {
            LongAdder count = new LongAdder();
            counts.put(status, count);
            Gauge.builder(CONNECTIONS, count, LongAdder::doubleValue)
                    .description("Connections by state; disconnected: those that ended since the process began")
                    .tag("status", status.name().toLowerCase(Locale.ROOT))
                    .strongReference(true)
                    .register(registry);
        }
    }

    /** A new connection: it is {@link Status#CONNECTING}. */
    public void opened() {
        count(Status.CONNECTING).increment();
    }

    /** A connection went from one state to the next; {@code from} must be the one it was last counted in. */
    public void moved(Status from, Status to) {
        count(from).decrement();
        count(to).increment();
    }

    /** How many there are now whose socket is open. */
    public long open() {
        return count(Status.CONNECTING).sum() + count(Status.CONNECTED).sum();
    }

    private LongAdder count(Status status) {
        return counts.getOrDefault(status, new LongAdder());
    }
}

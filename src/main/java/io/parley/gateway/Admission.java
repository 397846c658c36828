package io.parley.gateway;

import io.parley.protocol.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** How many connections there are here, and from which addresses. Confined to one context. */
final class Admission {
    private static final long RETRY_MIN_MS = 1_000;
    private static final long RETRY_SPREAD_MS = 9_000;
    /** Soon, as whoever sends clients here finds out about now that others are to have them. */
    private static final long RESTART_SPREAD_MS = 2_000;

    private final GatewayConfig.Limits limits;
    private final Map<String, Integer> addresses = new HashMap<>();
    private int connections;
    private boolean closed;

    Admission(GatewayConfig.Limits limits) {
        this.limits = limits;
    }

    /**
     * Null: a connection from {@code address} came in, and {@link #leave} is to follow. Else why not. An address that is not
     * known, null, is nobody's to be counted for.
     */
    @Nullable
    Refusal enter(@Nullable String address) {
        if (closed) {
            return restarting();
        }
        if (connections >= limits.connections() || isCrowded(address)) {
            long spread = ThreadLocalRandom.current().nextLong(RETRY_SPREAD_MS);
            return Refusal.later(ErrorCode.BUSY, RETRY_MIN_MS + spread);
        }
        connections++;
        if (address != null) {
            addresses.merge(address, 1, Integer::sum);
        }
        return null;
    }

    private boolean isCrowded(@Nullable String address) {
        return address != null
                && !Hosts.isLoopback(address)
                && addresses.getOrDefault(address, 0) >= limits.connectionsPerAddress();
    }

    void leave(@Nullable String address) {
        connections--;
        if (address != null) {
            addresses.computeIfPresent(address, (from, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Nobody comes in any more. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** Why nobody comes in after {@link #close}. */
    static Refusal restarting() {
        return Refusal.restarting(ThreadLocalRandom.current().nextLong(RESTART_SPREAD_MS));
    }
}

package io.parley.gateway;

import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;

/**
 * The {@link Repeats} of each session, whatever connection it has: an answer may be lost with the socket, and who comes back sends
 * its message again. Of {@value #MOST} sessions; those beyond are remembered for one connection. Confined to one context.
 */
final class SessionRepeats {
    static final int MOST = 20_000;

    private final Vertx vertx;
    private final long keptMs;
    private final Map<String, Shared> sessions = new HashMap<>();

    private static final class Shared {
        private final Repeats repeats = new Repeats();
        private int connections;
    }

    /** {@code keptMs}: how long a session without a connection is remembered. */
    SessionRepeats(Vertx vertx, long keptMs) {
        this.vertx = vertx;
        this.keptMs = keptMs;
    }

    /** A connection has this session, until {@link #left}. */
    Repeats entered(String sessionId) {
        Shared known = sessions.get(sessionId);
        if (known == null && sessions.size() == MOST) {
            return new Repeats();
        }
        Shared shared = known == null ? new Shared() : known;
        sessions.put(sessionId, shared);
        shared.connections++;
        return shared.repeats;
    }

    /** The connection that got {@code repeats} has ended. */
    void left(String sessionId, Repeats repeats) {
        Shared shared = sessions.get(sessionId);
        if (shared != null && shared.repeats == repeats) {
            shared.connections--;
            if (repeats.isEmpty() || keptMs == 0) {
                forget(sessionId, shared);
            } else {
                vertx.setTimer(keptMs, over -> forget(sessionId, shared));
            }
        }
    }

    private void forget(String sessionId, Shared shared) {
        if (shared.connections == 0) {
            sessions.remove(sessionId, shared);
        }
    }
}

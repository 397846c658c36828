package io.parley.gateway;

import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;

/**
 * The {@link Repeats} of each user in each conversation, whatever connection and session that has: an answer may be lost with the
 * socket, and who comes back sends its message again. What is known here is in that conversation's log under that user's name, so
 * that no agent works for it twice. Of {@value #MOST}; those beyond are remembered for one connection. Confined to one context.
 */
final class UserRepeats {
    static final int MOST = 20_000;

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final long keptMs;
    private final Map<Whose, Shared> all = new HashMap<>();

    /** A log knows a request by these and its id. */
    private record Whose(String userId, String projectId) {
        static Whose of(Peer peer) {
            return new Whose(peer.userId(), peer.projectId());
        }
    }

    private static final class Shared {
        private final Repeats repeats = new Repeats();
        private int connections;
        private long timer = NO_TIMER;
    }

    /** {@code keptMs}: how long a user without a connection is remembered. */
    UserRepeats(Vertx vertx, long keptMs) {
        this.vertx = vertx;
        this.keptMs = keptMs;
    }

    /** A connection of {@code peer} is known to its conversation, until {@link #left}. */
    Repeats entered(Peer peer) {
        Whose whose = Whose.of(peer);
        Shared known = all.get(whose);
        if (known == null && all.size() >= MOST) {
            return new Repeats();
        }
        Shared shared = known == null ? new Shared() : known;
        all.put(whose, shared);
        shared.connections++;
        vertx.cancelTimer(shared.timer);
        return shared.repeats;
    }

    /** The connection that got {@code repeats} has ended; {@code isIdle}: nothing that it said can still be answered. */
    void left(Peer peer, Repeats repeats, boolean isIdle) {
        Whose whose = Whose.of(peer);
        Shared shared = all.get(whose);
        if (shared == null || shared.repeats != repeats || --shared.connections > 0) {
            return;
        }
        if (keptMs == 0 || (isIdle && repeats.isEmpty())) {
            all.remove(whose);
        } else {
            shared.timer = vertx.setTimer(keptMs, over -> all.remove(whose, shared));
        }
    }

    /** Nobody comes back here. */
    void close() {
        all.values().forEach(shared -> vertx.cancelTimer(shared.timer));
        all.clear();
    }
}

package io.parley.client;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where one client is: its session, how far in the log, and what it asks for where something is missing. Confined to one context. */
final class Place {
    private final Predicate<ClientMessage> write;
    private final Hole hole;
    private @Nullable String sessionId;
    private @Nullable Long lastSeq;

    /** It begins where {@code options} say. {@code write} says whether it could. */
    Place(ConnectOptions options, Predicate<ClientMessage> write) {
        this.write = write;
        this.sessionId = options.sessionId();
        this.lastSeq = options.lastSeq();
        this.hole = new Hole(this::ask);
    }

    /** {@code options} to come back to this place. */
    ConnectOptions in(ConnectOptions options) {
        return options.resuming(sessionId, lastSeq);
    }

    /** The last entry of the log that is known, 0 before the first {@code connected}. */
    long lastSeq() {
        return lastSeq == null ? 0 : lastSeq;
    }

    void status(ServerMessage.Status status) {
        JsonObject details = status.details();
        switch (status.status()) {
            case CONNECTED -> {
                sessionId = details.getString("session_id", sessionId);
                lastSeq = lastSeq == null ? details.getLong("last_seq", 0L) : lastSeq;
                hole.mended();
            }
            case RESUMED -> hole.mended();
            case RESET -> {
                lastSeq = details.getLong("from_seq", 1L) - 1;
                hole.mended();
            }
            case DRAINING, PRESENCE, QUEUED, TOKEN_EXPIRING -> {
                // nothing of the log
            }
        }
    }

    /** Whether {@code entry} is the next one. One from further on shows that something is missing. */
    boolean take(Logged entry) {
        long known = lastSeq();
        if (entry.seq() > known + 1) {
            hole.found();
        } else if (entry.seq() == known + 1) {
            lastSeq = entry.seq();
            return true;
        }
        return false;
    }

    /** Something before what came is missing. */
    void missing() {
        hole.found();
    }

    void refused(ServerMessage.Failure failure) {
        hole.refused(failure);
    }

    /** The server lives, and says how far the log is. */
    void beat(ServerMessage.Pong pong) {
        hole.beat();
        if (pong.lastSeq() > lastSeq()) {
            hole.found();
        }
    }

    private boolean ask(String id) {
        return write.test(new ClientMessage.Resume(id, sessionId, lastSeq, null, null));
    }
}

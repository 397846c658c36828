package io.parley.gateway;

import io.parley.bus.Unregister;
import io.parley.protocol.CloseCode;
import io.parley.protocol.ErrorCode;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How one connection ends: its client goes, or is sent away, or its time is over because the gateway stops or because it is
 * believed no longer who it is. The client is told why, and told before where that is known. Confined to one context.
 */
final class Departure {
    private static final String DRAIN = "drain";

    private final Connection connection;
    private final Socket socket;
    private final SendQueue queue;
    private final Validity validity;
    /** When the client is to leave, by {@code System.nanoTime}; null: the gateway does not stop. */
    private @Nullable Long leavesNanos;

    Departure(Connection connection, Socket socket, SendQueue queue, Deadlines deadlines) {
        this.connection = connection;
        this.socket = socket;
        this.queue = queue;
        this.validity = new Validity(deadlines, this::tellOfEnd, this::outlived);
    }

    /** Who the client is, is believed until {@code untilMs}, in epoch milliseconds; null: for good. */
    void believe(@Nullable Long untilMs) {
        validity.until(untilMs);
    }

    private void tellOfEnd(long leftMs) {
        connection.tell(Opening.expiring(connection.peer().projectId(), leftMs));
    }

    private void outlived() {
        leave(Refusal.of(ErrorCode.UNAUTHENTICATED), "token_expired");
    }

    /** The gateway stops: the client is told to come back elsewhere after {@code afterMs}, and is served until {@link #dismiss}. */
    void drain(long afterMs) {
        leavesNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(afterMs);
        if (connection.isConnected()) {
            tellDraining();
        }
    }

    /** Tells the client, who is connected, to leave, where it is to. One that reads too slowly to be told leaves at once. */
    void tellDraining() {
        if (leavesNanos == null) {
            return;
        }
        long leftMs = Math.max(0, TimeUnit.NANOSECONDS.toMillis(leavesNanos - System.nanoTime()));
        Frame notice = Frame.of(Opening.draining(connection.peer(), leftMs));
        if (!queue.offer(notice)) {
            queue.finish(notice);
            dismiss();
        }
    }

    /** The time is over that the client was given. */
    void dismiss() {
        leave(CloseCode.RESTART, DRAIN);
    }

    /** A newer one of its user takes its place. */
    void makeRoom() {
        leave(CloseCode.TOO_MANY_CONNECTIONS, Refusal.tooMany(), "too_many_of_this_user");
    }

    /** Tells the client why, and closes. One that is to leave anyway, and may come back, only leaves sooner. */
    void leave(Refusal why, String reason) {
        if (leavesNanos != null && why.code().retry()) {
            leave(CloseCode.RESTART, reason);
        } else {
            leave(why.closeCode(), why, reason);
        }
    }

    void leave(CloseCode code, Refusal why, String reason) {
        if (!connection.isGone()) {
            queue.finish(Frame.of(connection.peer().told(why, null)));
            leave(code, reason);
        }
    }

    /** Closes without a word. */
    private void leave(CloseCode code, String reason) {
        if (!connection.isGone()) {
            queue.hurry();
            socket.close(code);
            connection.gone(reason, code.code(), code.reconnect());
        }
    }

    /** The socket is closed. One that was told to leave comes back elsewhere. */
    void closed(boolean byClient) {
        boolean isForGood = byClient && leavesNanos == null;
        String reason = isForGood ? Unregister.CLOSED_BY_CLIENT : byClient ? DRAIN : "socket_lost";
        connection.gone(reason, socket.closeCode(), !isForGood);
    }

    /** The connection has ended. */
    void end() {
        validity.end();
    }
}

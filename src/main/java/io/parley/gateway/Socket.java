package io.parley.gateway;

import io.parley.protocol.CloseCode;
import io.parley.protocol.Phrase;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** One way to a client: a WebSocket, a session of SockJS, or a part of one. Confined to the context of its gateway. */
interface Socket {
    /**
     * Writes one message. Completes when it was handed to the network; fails when the socket is closed. {@code moved} is
     * called each time that the network took a part of it, where {@link #tellsPieces}.
     */
    Future<Void> write(String text, Runnable moved);

    default Future<Void> write(String text) {
        return write(text, () -> {});
    }

    /** As {@link #write(String, Runnable)}, where it matters what is said. */
    default Future<Void> write(Frame frame, Runnable moved) {
        return write(frame.text(), moved);
    }

    /** Whether something is heard of a long message before all of it is taken. */
    boolean tellsPieces();

    /** Asks for a sign of life. False where the way has none to ask for, so that none will come. */
    boolean ping();

    /** Closes after what was written. {@link Listener#closed} follows, unless it came already. */
    void close(CloseCode code);

    /** The code that the client closed with, or 1006 where it went without; null: it is open, or the way has none. */
    default @Nullable Short closeCode() {
        return null;
    }

    /** From now on {@code listener} hears what comes; at once that it is closed, where it is. */
    void listen(Listener listener);

    /** What comes from a socket. */
    interface Listener {
        /** One message, at most as long as the largest frame. */
        void text(String text);

        /** A message that is no text, and what is wrong with it. */
        void noText(Phrase why);

        /** A message or frame that is longer than the largest frame. */
        void tooLarge();

        /** Anything at all came. */
        void alive();

        /** The last call. {@code byClient}: the client closed it in order, and so does not mean to come back. */
        void closed(boolean byClient);
    }
}

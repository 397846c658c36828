package io.parley.client;

import io.parley.protocol.ServerMessage;

/** What a {@link LastingConnection} tells, in order, on its context. */
public interface LastingListener {
    /** Entries of the log come once and in the order of {@code seq}, whatever was lost in between; the rest as it comes. */
    void onMessage(ServerMessage message);

    /** {@code reason} is a sentence, empty where there is nothing to say. After {@code CLOSED} nothing comes any more. */
    void onState(State state, String reason);

    /** How a connection stands. */
    enum State {
        /** For the first time. */
        CONNECTING,
        OPEN,
        /** It was open, and will be again: what is sent meanwhile waits. */
        RECONNECTING,
        /** For good: the user closed it, or the server does not want it. */
        CLOSED
    }
}

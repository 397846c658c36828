package io.parley.client;

import io.parley.protocol.ServerMessage;

/** What a connection hears, in order, on the context on which it was made. */
public interface ClientListener {
    /**
     * One message of the server. What this version does not know, and what an application shows this user in a form of its own,
     * is a {@link io.parley.protocol.OtherMessage}.
     */
    void onMessage(ServerMessage message);

    /**
     * The connection is gone, whoever closed it; the last call. {@code code} is that of the close frame, 1006 where none
     * came; {@code reason} is empty where none was given.
     */
    void onClose(int code, String reason);

    /** One text frame as it came, before {@link #onMessage}, whether it can be understood or not. */
    default void onText(String text) {}
}

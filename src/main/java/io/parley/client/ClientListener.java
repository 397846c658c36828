package io.parley.client;

import io.parley.protocol.ServerMessage;

/** What a connection hears, in order, on the context on which it was made. */
public interface ClientListener {
    /** One message of the server. Types that this version does not know are not handed over. */
    void onMessage(ServerMessage message);

    /**
     * The connection is gone, whoever closed it; the last call. {@code code} is that of the close frame, 1006 where none
     * came; {@code reason} is empty where none was given.
     */
    void onClose(int code, String reason);

    /** One text frame as it came, before {@link #onMessage}, whether it can be understood or not. */
    default void onText(String text) {}
}

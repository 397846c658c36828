package io.parley.bus;

import io.vertx.core.json.JsonObject;

/** Hears what is pushed to one address, on the context that subscribed. */
public interface PushListener {
    /** From a conversation: numbered, and mended by the log where one is lost. */
    void envelope(Envelope envelope);

    /** From a conversation instance, to the address of a gateway; nothing is to be done where this is another. */
    default void beat(Beat beat) {}

    /** From a gateway that was called, to the one that called; nothing is to be done where this is neither. */
    default void reached(UserReached reached) {}

    /** From any application: one bare server message, at most once. */
    void bare(JsonObject message);
}

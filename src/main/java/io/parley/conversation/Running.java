package io.parley.conversation;

import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.parley.store.Checkpoint;
import io.parley.store.OpenTurn;
import org.jspecify.annotations.Nullable;

/**
 * A turn that is being worked at: from before its attempt has begun until its terminal entry is committed. Confined to
 * one context. It ends once; the first ending stays.
 */
sealed interface Running permits RunningReply, GenerationTask {
    OpenTurn turn();

    /** Tells the members that it begins, and asks the agent. Nothing where it has ended before. */
    void start(Prompt prompt);

    /** Ends it our way: the agent is stopped, what came so far is kept. */
    void end(Ending how);

    /** What to log as its end, once it has ended. */
    Logged terminal();

    /** The ending, or null while it runs. */
    @Nullable
    Ending ending();

    /** What a member who comes now is told; null before it has begun. */
    @Nullable
    ServerMessage soFar();

    /** How far it is, where that has changed since it was asked last; else null. */
    @Nullable
    Checkpoint toSave();

    /** Ends it where a time limit has passed. */
    void checkTime(long nowNanos);
}

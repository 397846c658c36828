package io.parley.conversation;

import io.parley.agent.Outcome;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.parley.store.Checkpoint;
import io.parley.store.OpenTurn;
import io.vertx.core.AsyncResult;
import org.jspecify.annotations.Nullable;

/**
 * A turn that is being worked at: from before its attempt has begun until its terminal entry is committed. Confined to
 * one context. It ends once; the first ending stays.
 */
sealed interface Running extends AgentRun.Listener, Pacer.Paced permits RunningReply, GenerationTask {
    Attempt attempt();

    /** Tells the members that it begins, and asks the agent. Nothing where it has ended before. */
    void start(Prompt prompt);

    /** What to log as its end, once it has ended. */
    Logged terminal();

    /** What a member who comes now is told; null before it has begun. */
    @Nullable
    ServerMessage soFar();

    /** How far it is, where that has changed since it was asked last; else null. */
    @Nullable
    Checkpoint toSave();

    /** What it has said, in this attempt or in those before; null for nothing. Another attempt that says nothing ends with it. */
    @Nullable
    Checkpoint soFarSaid();

    /** What was to be saved was not: {@link #toSave} is to say it again. */
    void notSaved();

    default OpenTurn turn() {
        return attempt().turn();
    }

    /** Ends it our way: the agent is stopped, what came so far is kept. */
    default void end(Ending how) {
        attempt().end(how);
    }

    /** The ending, or null while it runs. */
    default @Nullable Ending ending() {
        return attempt().ending();
    }

    /** Ends it where a time limit has passed. */
    default void checkTime(long nowNanos) {
        attempt().checkTime(nowNanos);
    }

    /** Does {@code part} of its work. Where that throws it ends with that, and does no harm to the others. */
    default void safely(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException failure) {
            broke(failure);
        }
    }

    @Override
    default void streams() {
        attempt().streams();
    }

    @Override
    default void alive() {
        attempt().alive();
    }

    @Override
    default void broke(RuntimeException failure) {
        attempt().broke(failure);
    }

    @Override
    default void answered(AsyncResult<Outcome> outcome) {
        attempt().answered(outcome);
    }

    @Override
    default long lastSentNanos() {
        return attempt().lastSentNanos();
    }
}

package io.parley.agent;

import io.vertx.core.Future;

/**
 * Where an agent says what it has to say, in order. To be called on the context on which {@link Agent#answer} was; what is
 * called elsewhere is brought there, without a bound: an agent on a thread of its own is to wait for what it gets back.
 *
 * <p>After the turn's end (complete, failed, cancelled) every call is ignored. A text that is null ends the turn as failed.
 */
public interface ReplySink {
    /**
     * Adds to the answer's text. The future completes on the context when it was added: an agent that can wait, waits; one
     * that cannot may go on, and is cut off with {@code failed} when the answer grows over its limit. Readers who are slow hold
     * nobody up.
     */
    Future<Void> content(String text);

    /** Adds to what the agent thinks aloud. The future is that of {@link #content}. */
    Future<Void> thinking(String text);

    /** How far a task is: {@code percent} 0 to 100, which never goes back; {@code phase} a short word. Words that are null are empty. */
    void progress(int percent, String phase, String message);

    /**
     * Of a task: its agent says something all along, and be it {@link #alive}, as that of an answer does. From now on the time limits
     * until the first and between two tokens count; else a task may be silent until its total is over.
     */
    default void streams() {}

    /** A sign of life, with nothing to read. */
    default void alive() {}

    /** Whether the turn has ended for the user. */
    boolean isCancelled();

    /** Runs {@code stop} once when the turn is cancelled or cut off; at once where it already was. */
    void onCancel(Runnable stop);
}

package io.parley.agent;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * One call of a {@link ModelFunction}: what the model wants, and what its turn can be made to do. May be used on any thread; what is
 * said after the call has ended is ignored.
 */
public interface FunctionCall {
    /** The turn in which the model calls. Who asks, and where, is not the model's to say. */
    Turn turn();

    /** What the model wants, an object with all that the function's parameters require, and nothing that is null. A copy. */
    JsonObject arguments();

    /** How far a task is: {@code percent} 0 to 100, which never goes back; {@code phase} a short word. In an answer a sign of life. */
    void progress(int percent, String phase, String message);

    /**
     * Ends the turn, after what else the model has called for together with this, with a question to the user: the user's next message
     * belongs to it. {@code choices} may be empty, and are at most 10, of 128 characters each. In a task, which nobody watches, and
     * for a second question the call fails.
     */
    void ask(String question, List<String> choices);

    /** Begins a generation task with {@code args} when the turn has ended. For a second one the call fails. */
    void startTask(JsonObject args);

    /** Runs {@code stop} once when nobody waits for the result any more: the turn was stopped, or the time is over. */
    void onStop(Runnable stop);
}

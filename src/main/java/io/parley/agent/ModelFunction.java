package io.parley.agent;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * A function that a model may call while it answers, where {@code llm.functions} names it. Its jar names the class in {@code
 * META-INF/services/io.parley.agent.ModelFunction}, and lies on the class path, as a jar in the launcher's folder {@code ext} does.
 *
 * <p>Called on the event loop of the conversation; whatever waits belongs on a worker. One object serves many calls at once, so
 * its state, if any, is per call.
 */
public interface ModelFunction {
    /** By which a model calls it, and a configuration chooses it: 1 to 64 characters of {@code A-Z a-z 0-9 _ -}. */
    String name();

    /** When to call it and what comes of it, in words for the model. */
    String description();

    /** A JSON Schema of its arguments, an object. */
    JsonObject parameters();

    /** Whether it is offered in turns of this kind. */
    default boolean suits(Turn.Kind kind) {
        return true;
    }

    /**
     * Does what {@code call} wants. The future brings what the model reads, as text. It fails with {@link AgentFailure} to tell the
     * model why in its sentence; of any other failure the model learns only that there was one. What comes after the time
     * limit or after a stop is ignored.
     */
    Future<String> call(FunctionCall call);
}

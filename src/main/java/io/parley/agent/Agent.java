package io.parley.agent;

import io.vertx.core.Future;

/**
 * Answers turns.
 *
 * <p>Called on the event loop of the conversation that asks; whatever waits belongs on a worker. Many turns of many
 * conversations run at once on one agent, so its state, if any, is per turn.
 */
@FunctionalInterface
public interface Agent {
    /**
     * Answers {@code turn}, saying what it has to say through {@code sink} as it comes. The future completes when all
     * is said; text sent afterwards is ignored. It fails with {@link AgentFailure} to tell the user why; any other
     * failure is told as an internal error, and the text so far is kept either way.
     *
     * <p>A turn that is cancelled has already ended for the user: {@link ReplySink#onCancel} only lets the agent stop
     * its work, and what the future then brings is ignored.
     */
    Future<Outcome> answer(Turn turn, ReplySink sink);
}

package io.parley.conversation;

import io.parley.agent.Agent;
import io.parley.ops.TurnMeters;
import io.parley.store.ConversationLog;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * What all conversations of one instance share. All of it belongs to {@code context}.
 *
 * @param tasks the generation tasks of each user, in whatever conversation
 */
record Setting(
        Vertx vertx,
        Context context,
        ConversationConfig config,
        WhileAnswering whileAnswering,
        ConversationLog log,
        Lease lease,
        Agent agent,
        Authorizer authorizer,
        Pushes pushes,
        Gateways gateways,
        Pacer pacer,
        Pulse pulse,
        Slots tasks,
        Silences silences,
        TurnMeters meters,
        LongSupplier clock) {
    /** What becomes of a message to {@code projectId} that comes while an answer is open. */
    WhileAnswering.Policy whileAnswering(String projectId) {
        return whileAnswering.in(projectId);
    }

    /** The time by the clock of this machine, {@link System#nanoTime} but for a test. */
    long nanoTime() {
        return clock.getAsLong();
    }
}

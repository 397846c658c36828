package io.parley.conversation;

import io.parley.agent.Agent;
import io.parley.store.ConversationLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an embedding application brings of its own; the rest is as the configuration says.
 *
 * @param agent who answers, or null for the one that the configuration names
 * @param authorizer who may take part in what, or null for what the configuration says
 * @param log opens the log on the verticle's context, or null for the one that the configuration names; the verticle
 *     closes it
 */
public record Collaborators(
        @Nullable Agent agent,
        @Nullable Authorizer authorizer,
        @Nullable Function<Vertx, Future<ConversationLog>> log) {
    /** All as the configuration says. */
    public static Collaborators configured() {
        return new Collaborators(null, null, null);
    }

    public Collaborators withAgent(Agent ownAgent) {
        return new Collaborators(ownAgent, authorizer, log);
    }

    public Collaborators withAuthorizer(Authorizer ownAuthorizer) {
        return new Collaborators(agent, ownAuthorizer, log);
    }

    public Collaborators withLog(Function<Vertx, Future<ConversationLog>> ownLog) {
        return new Collaborators(agent, authorizer, ownLog);
    }
}

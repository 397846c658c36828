package io.parley.conversation;

import io.vertx.core.Future;
import java.util.Set;

/** Who may take part in which conversation. Asked on the conversation's context, at each register and each message. */
@FunctionalInterface
public interface Authorizer {
    /**
     * Whether {@code userId} may take part; {@code members} are those who took part before. A future that fails, or takes
     * longer than a few seconds, refuses for now; it may be completed by any thread.
     */
    Future<Boolean> allows(String userId, String projectId, Set<String> members);

    /** Whether it allows everybody, so that nobody needs to be invited. */
    default boolean isOpen() {
        return false;
    }

    /** Whoever knows a conversation's id may take part. */
    static Authorizer open() {
        return new OpenAuthorizer();
    }

    /** Who began a conversation, and whom a member invited, may take part. */
    static Authorizer members() {
        return (userId, projectId, members) -> Future.succeededFuture(members.isEmpty() || members.contains(userId));
    }
}

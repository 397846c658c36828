package io.parley.bus;

import io.parley.protocol.Ids;
import org.jspecify.annotations.Nullable;

/**
 * A gateway (or any application) makes a connection known to a conversation, before it sends anything for it.
 *
 * @param sessionId the session to resume, or null for a new one
 * @param gateway the instance that holds the socket
 * @param pushTo the address to which this session's pushes go
 * @param lastSeq the last entry that the client has, or null for none asked
 * @param lang the client's language tag
 * @param logId the log that the gateway knows this conversation from, or null
 * @param deadline epoch milliseconds after which nobody waits for the answer any more; null: not told
 */
public record RegisterRequest(
        String connectionId,
        @Nullable String sessionId,
        String userId,
        String projectId,
        String gateway,
        String pushTo,
        @Nullable Long lastSeq,
        @Nullable String lang,
        @Nullable String logId,
        @Nullable Long deadline) {
    public RegisterRequest {
        Ids.require("connection_id", connectionId);
        Ids.require("user_id", userId);
        Ids.require("project_id", projectId);
    }

    /** The same, where nobody waits longer than until {@code atMost}. */
    public RegisterRequest within(long atMost) {
        long sooner = deadline == null ? atMost : Math.min(deadline, atMost);
        return new RegisterRequest(
                connectionId, sessionId, userId, projectId, gateway, pushTo, lastSeq, lang, logId, sooner);
    }
}

package io.parley.bus;

import io.parley.protocol.Ids;
import org.jspecify.annotations.Nullable;

/**
 * A connection is gone. May come twice. Ignored where its session has another connection by now.
 *
 * @param sessionId null: no answer to its register was heard, so that nobody knows whether there is one
 * @param lastSeq how far the log had been written to it, at best
 * @param reason a word for the log; {@link #CLOSED_BY_CLIENT}: the client has left and is not expected back
 */
public record Unregister(
        String connectionId,
        @Nullable String sessionId,
        String userId,
        String projectId,
        long lastSeq,
        @Nullable String reason) {
    /** The client closed its connection in order. */
    public static final String CLOSED_BY_CLIENT = "closed_by_client";

    public Unregister {
        Ids.require("connection_id", connectionId);
        Ids.require("project_id", projectId);
    }
}

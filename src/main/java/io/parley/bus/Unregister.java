package io.parley.bus;

import io.parley.protocol.Ids;
import org.jspecify.annotations.Nullable;

/**
 * A connection is gone. Ignored where its session has another connection by now.
 *
 * @param lastSeq how far the log had been written to it, at best
 * @param reason a word for the log
 */
public record Unregister(
        String connectionId,
        String sessionId,
        String userId,
        String projectId,
        long lastSeq,
        @Nullable String reason) {
    public Unregister {
        Ids.require("connection_id", connectionId);
        Ids.require("project_id", projectId);
    }
}

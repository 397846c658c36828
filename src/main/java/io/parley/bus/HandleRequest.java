package io.parley.bus;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.Ids;

/**
 * One message of a registered connection's user.
 *
 * @param deadline epoch milliseconds after which nobody waits for the answer any more
 */
public record HandleRequest(
        String connectionId, String userId, String projectId, ClientMessage message, long deadline) {
    public HandleRequest {
        Ids.require("connection_id", connectionId);
        Ids.require("user_id", userId);
        Ids.require("project_id", projectId);
    }
}

package io.parley.gateway;

import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import java.util.List;

/** Takes out of what goes to a user what is for another user's eyes. */
final class Blanks {
    private Blanks() {}

    /** {@code response} as {@code userId} may see it. */
    static ServerMessage as(ServerMessage response, String userId) {
        if (!(response instanceof ServerMessage.History history)) {
            return response;
        }
        List<Logged> seen =
                history.messages().stream().map(entry -> entry.asSeenBy(userId)).toList();
        return new ServerMessage.History(history.timestamp(), history.projectId(), history.id(), seen, history.more());
    }
}

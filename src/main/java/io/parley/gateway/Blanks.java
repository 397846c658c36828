package io.parley.gateway;

import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import java.util.List;

/** Takes out of what goes to a user what is for another user's eyes. */
final class Blanks {
    private Blanks() {}

    static boolean mayRead(Logged.Notice notice, String userId) {
        return notice.to() == null || notice.to().equals(userId);
    }

    static Logged.Notice blank(Logged.Notice notice) {
        return new Logged.Notice(
                notice.timestamp(), notice.projectId(), notice.seq(), notice.messageId(), null, null, null, null);
    }

    /** {@code response} as {@code userId} may see it. */
    static ServerMessage as(ServerMessage response, String userId) {
        if (!(response instanceof ServerMessage.History history)) {
            return response;
        }
        List<Logged> seen = history.messages().stream()
                .map(entry -> entry instanceof Logged.Notice notice && !mayRead(notice, userId) ? blank(notice) : entry)
                .toList();
        return new ServerMessage.History(history.timestamp(), history.projectId(), history.id(), seen, history.more());
    }
}

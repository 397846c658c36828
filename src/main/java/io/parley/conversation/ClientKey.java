package io.parley.conversation;

import io.parley.protocol.Logged;
import org.jspecify.annotations.Nullable;

/** The idempotency key that an entry of the log bears: whose request made it, under which id. */
record ClientKey(String userId, String clientId) {
    /** The user under which {@code conv.push} is logged: no client can have this id. */
    static final String PUSH_USER = "#push";

    /** The key of {@code entry}, or null for one that no request made. */
    static @Nullable ClientKey of(Logged entry) {
        if (entry instanceof Logged.UserMessage message) {
            return key(message.userId(), message.id());
        }
        if (entry instanceof Logged.TaskStarted task) {
            return key(task.userId(), task.id());
        }
        return entry instanceof Logged.Notice notice ? key(PUSH_USER, notice.id()) : null;
    }

    private static @Nullable ClientKey key(String userId, @Nullable String clientId) {
        return clientId == null ? null : new ClientKey(userId, clientId);
    }
}

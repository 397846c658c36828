package io.parley.gateway;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import org.jspecify.annotations.Nullable;

/** What one client is told of a message that went wrong. Confined to one context. */
final class Replies {
    private static final EventLog LOG = EventLog.of(Replies.class, EventLog.GATEWAY);

    private final Connection connection;

    Replies(Connection connection) {
        this.connection = connection;
    }

    /** {@code id}: that of its message, or null. */
    void refuse(Refusal why, @Nullable String id) {
        connection.tell(connection.peer().told(why, id));
    }

    /** It is not the client's fault: what it was, the log says. */
    void broken(Throwable failure, @Nullable String id) {
        String correlationId = Ids.next();
        connection
                .peer()
                .in(LOG.error("message_failed"))
                .addKeyValue(Field.CORRELATION_ID, correlationId)
                .setCause(failure)
                .log("a message could not be handled");
        connection.tell(connection.peer().told(Refusal.of(ErrorCode.INTERNAL_ERROR), id, correlationId));
    }
}

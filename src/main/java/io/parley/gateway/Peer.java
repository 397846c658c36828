package io.parley.gateway;

import io.parley.ops.EventLog.Field;
import io.parley.protocol.Lang;
import io.parley.protocol.ServerMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/** Whom a connection is for, which conversation it is in, and in which language it is spoken to. */
record Peer(String connectionId, String userId, String projectId, Lang lang) {
    ServerMessage.Failure told(Refusal refusal, @Nullable String id) {
        return refusal.told(lang, projectId, id);
    }

    /** @param correlationId what the log calls the cause */
    ServerMessage.Failure told(Refusal refusal, @Nullable String id, String correlationId) {
        ServerMessage.Failure plain = told(refusal, id);
        return new ServerMessage.Failure(
                plain.timestamp(), projectId, plain.code(), plain.message(), plain.retry(), id, null, correlationId);
    }

    /** {@code line} with the fields of this connection. */
    LoggingEventBuilder in(LoggingEventBuilder line) {
        return line.addKeyValue(Field.CONNECTION_ID, connectionId)
                .addKeyValue(Field.USER_ID, userId)
                .addKeyValue(Field.PROJECT_ID, projectId);
    }
}

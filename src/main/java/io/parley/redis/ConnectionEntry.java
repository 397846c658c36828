package io.parley.redis;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A connection of a user to a conversation; {@code createdAt} in whole seconds. */
public record ConnectionEntry(String connectionId, String userId, String projectId, Instant createdAt) {
    public ConnectionEntry {
        createdAt = createdAt.truncatedTo(ChronoUnit.SECONDS);
    }
}

package io.parley.bus;

import io.parley.protocol.Ids;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What an application wants told to the members of a conversation, logged as a {@code notice}.
 *
 * @param id the idempotency key: the same one again is answered alike and logged once
 * @param to the one user who may read it, or null for all members
 * @param message {@code content} (text) and {@code data} (object), either or both
 */
public record PushRequest(String id, @Nullable String to, String projectId, JsonObject message) {
    public PushRequest {
        Ids.require("id", id);
        Ids.require("project_id", projectId);
    }
}

package io.parley.faults.checker;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a server message is to the log. */
final class Entries {
    private static final Set<String> TASK_ENDS = Set.of("task_completed", "task_failed", "task_cancelled");

    private Entries() {}

    /** The {@code seq} of an entry of the log; null for what is not logged. */
    static @Nullable Long seqOf(JsonObject message) {
        return "ack".equals(message.getString("type")) ? null : message.getLong("seq");
    }

    /** The id of the turn or task that this entry begins; null for all others. */
    static @Nullable String begins(JsonObject entry) {
        String type = entry.getString("type");
        return "message".equals(type) || "task_started".equals(type) ? entry.getString("message_id") : null;
    }

    /** The id of the turn or task that this entry ends; null for all others. */
    static @Nullable String ends(JsonObject entry) {
        String type = entry.getString("type");
        if ("ai_reply".equals(type)) {
            return entry.getString("turn_id");
        }
        return TASK_ENDS.contains(type) ? entry.getString("task_id") : null;
    }

    /** The messages of a {@code batch}, or the one that this is. */
    static List<JsonObject> unpacked(JsonObject message) {
        return "batch".equals(message.getString("type"))
                ? objects(message.getJsonArray("messages")).toList()
                : List.of(message);
    }

    static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }
}

package io.parley.faults.checker;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client sent and has no answer to, in order. Confined to one thread. */
final class Outbox {
    private static final int FIRST_RETRY_MS = 100;
    private static final int LAST_RETRY_MS = 5_000;

    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private final List<JsonObject> refused = new ArrayList<>();
    private int acknowledged;

    private static final class Pending {
        private final JsonObject message;
        private int tries;

        Pending(JsonObject message) {
            this.message = message;
        }
    }

    void add(JsonObject message) {
        pending.put(message.getString("id"), new Pending(message));
    }

    int size() {
        return pending.size();
    }

    int acknowledged() {
        return acknowledged;
    }

    List<JsonObject> all() {
        return pending.values().stream().map(waiting -> waiting.message).toList();
    }

    @Nullable
    JsonObject find(String id) {
        Pending waiting = pending.get(id);
        return waiting == null ? null : waiting.message;
    }

    /** An {@code ack}, or the logged message itself, which says as much. */
    void answered(JsonObject message, String userId) {
        String id = message.getString("id");
        boolean own = "ack".equals(message.getString("type"))
                || (Entries.seqOf(message) != null && userId.equals(message.getString("user_id")));
        if (id != null && own && pending.remove(id) != null) {
            acknowledged++;
        }
    }

    /** In how many milliseconds to send the message again that {@code error} is about; null for never. */
    @Nullable
    Long again(JsonObject error) {
        Pending waiting = pending.get(error.getString("id", ""));
        if (waiting == null) {
            return null;
        }
        if (!error.getBoolean("retry", false)) {
            pending.remove(error.getString("id"));
            refused.add(error);
            return null;
        }
        long own = Math.min(LAST_RETRY_MS, (long) FIRST_RETRY_MS << Math.min(waiting.tries++, 10));
        long told = error.getLong("retry_after_ms", own);
        return "RATE_LIMIT".equals(error.getString("code")) ? told : Math.min(own, told);
    }

    /** What will not be sent again, as the errors that said so. */
    List<JsonObject> refused() {
        return refused;
    }
}

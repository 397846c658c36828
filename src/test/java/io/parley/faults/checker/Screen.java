package io.parley.faults.checker;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client shows of one conversation, by the rules of the protocol and nothing else. Confined to one thread. */
final class Screen {
    private final List<JsonObject> entries = new ArrayList<>();
    private final Map<String, Text> running = new HashMap<>();
    private final Set<String> ended = new HashSet<>();
    private final Set<String> open = new HashSet<>();
    private @Nullable Long lastSeq;

    /** The text of a running answer. */
    record Text(int attempt, String content, String thinking) {
        static final Text NONE = new Text(0, "", "");
    }

    /** Takes one message; true where the rules say to ask for a {@code resume}. */
    boolean take(JsonObject message) {
        Long seq = Entries.seqOf(message);
        if (seq != null) {
            return entry(seq, message);
        }
        return switch (message.getString("type", "")) {
            case "ai_delta" -> delta(message);
            case "ai_snapshot" -> snapshot(message);
            case "status" -> status(message);
            case "pong" -> lastSeq != null && message.getLong("last_seq", 0L) > lastSeq;
            default -> false;
        };
    }

    /** The last entry that is shown, or where the log stood when the client came; null before it is told. */
    @Nullable
    Long lastSeq() {
        return lastSeq;
    }

    /** All entries that are shown, in the order in which they came. */
    List<JsonObject> entries() {
        return entries;
    }

    /** The text of the running answer {@code messageId}; empty where none is shown. */
    Text text(String messageId) {
        return running.getOrDefault(messageId, Text.NONE);
    }

    /** How many turns and tasks are shown as begun and not as ended. */
    int open() {
        return open.size();
    }

    private boolean entry(long seq, JsonObject message) {
        if (lastSeq != null && seq <= lastSeq) {
            return false;
        }
        if (lastSeq != null && seq > lastSeq + 1) {
            return true;
        }
        lastSeq = seq;
        entries.add(message);
        String begun = Entries.begins(message);
        if (begun != null) {
            open.add(begun);
        }
        String end = Entries.ends(message);
        if (end != null) {
            open.remove(end);
            ended.add(message.getString("message_id"));
            running.remove(message.getString("message_id"));
        }
        return false;
    }

    private boolean delta(JsonObject delta) {
        String id = delta.getString("message_id");
        Text known = text(id);
        int attempt = delta.getInteger("attempt");
        if (ended.contains(id) || attempt < known.attempt()) {
            return false;
        }
        Text before = attempt > known.attempt() ? new Text(attempt, "", "") : known;
        String content = put(before.content(), delta.getInteger("offset", 0), delta.getString("content", ""));
        String thinking =
                put(before.thinking(), delta.getInteger("thinking_offset", 0), delta.getString("thinking", ""));
        if (content == null || thinking == null) {
            return true;
        }
        running.put(id, new Text(attempt, content, thinking));
        return false;
    }

    /** Null where {@code piece} would leave a hole; what overlaps is not put again. */
    private static @Nullable String put(String text, int offset, String piece) {
        if (offset > text.length()) {
            return piece.isEmpty() ? text : null;
        }
        int overlap = text.length() - offset;
        return overlap >= piece.length() ? text : text + piece.substring(overlap);
    }

    private boolean snapshot(JsonObject snapshot) {
        String id = snapshot.getString("message_id");
        Text known = text(id);
        int attempt = snapshot.getInteger("attempt");
        if (ended.contains(id) || attempt < known.attempt()) {
            return false;
        }
        Text before = attempt > known.attempt() ? new Text(attempt, "", "") : known;
        running.put(
                id,
                new Text(
                        attempt,
                        longer(before.content(), snapshot.getString("content", "")),
                        longer(before.thinking(), snapshot.getString("thinking", ""))));
        return false;
    }

    private static String longer(String one, String other) {
        return other.length() > one.length() ? other : one;
    }

    private boolean status(JsonObject status) {
        JsonObject details = status.getJsonObject("details", new JsonObject());
        if ("connected".equals(status.getString("status")) && lastSeq == null) {
            lastSeq = details.getLong("last_seq");
        }
        if ("reset".equals(status.getString("status"))) {
            lastSeq = details.getLong("from_seq") - 1;
            entries.clear();
            running.clear();
            ended.clear();
            open.clear();
        }
        return false;
    }
}

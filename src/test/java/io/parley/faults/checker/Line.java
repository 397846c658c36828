package io.parley.faults.checker;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of a journal.
 *
 * @param atNanos since the journal began, by a clock that never goes back
 * @param client whose line this is
 * @param body for {@code OPENING} what the client asked for, for {@code CLOSED} the code, else the message itself
 */
public record Line(long atNanos, String client, Kind kind, JsonObject body) {
    /** What happened. */
    public enum Kind {
        /** The client began to connect. */
        OPENING,
        /** It sent a message. */
        SENT,
        /** It received a message. */
        GOT,
        /** Its socket is gone, or could not be opened. */
        CLOSED
    }

    static Line parse(String text) {
        JsonObject json = new JsonObject(text);
        return new Line(
                json.getLong("t"),
                json.getString("client"),
                Kind.valueOf(json.getString("kind").toUpperCase(Locale.ROOT)),
                json.getJsonObject("body"));
    }

    String text() {
        return new JsonObject()
                .put("t", atNanos)
                .put("client", client)
                .put("kind", kind.name().toLowerCase(Locale.ROOT))
                .put("body", body)
                .encode();
    }

    /** The message's {@code type}; empty where it has none. */
    String type() {
        return body.getString("type", "");
    }

    /** A message of {@code type} that was received. */
    public boolean got(String type) {
        return kind == Kind.GOT && type.equals(type());
    }

    public boolean sent(String type) {
        return kind == Kind.SENT && type.equals(type());
    }

    /** A {@code status} message that says {@code status}. */
    boolean told(String status) {
        return got("status") && status.equals(body.getString("status"));
    }

    /** The {@code seq} of an entry of the log; null for all else. */
    @Nullable
    Long entrySeq() {
        return kind == Kind.GOT ? Entries.seqOf(body) : null;
    }
}

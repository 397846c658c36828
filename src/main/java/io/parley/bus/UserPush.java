package io.parley.bus;

import io.parley.protocol.BadMessage;
import io.parley.protocol.Ids;
import io.parley.protocol.Phrase;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What an application wants shown to one user at once, at most once and without a trace in any log.
 *
 * @param message a server message with its {@code type}, of at most {@value #MAX_BYTES} bytes; to the user's connections of its {@code project_id}, where it has one
 */
public record UserPush(String userId, JsonObject message) {
    /** What is shown past the log cannot be taken back from a queue: several of them have to fit one. */
    public static final int MAX_BYTES = 128 * 1024;

    public UserPush {
        Ids.require("user_id", userId);
        requireShowable(message);
    }

    static void requireShowable(@Nullable JsonObject message) {
        if (message == null || !(message.getValue("type") instanceof String)) {
            throw new BadMessage(Phrase.of("bad.missing", "message.type"));
        }
        if (message.toBuffer().length() > MAX_BYTES) {
            throw new BadMessage(Phrase.of("bad.size", "message", String.valueOf(MAX_BYTES)));
        }
    }
}

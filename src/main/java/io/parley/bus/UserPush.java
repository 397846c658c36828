package io.parley.bus;

import io.parley.protocol.BadMessage;
import io.parley.protocol.Ids;
import io.parley.protocol.Phrase;
import io.vertx.core.json.JsonObject;

/**
 * What an application wants shown to one user at once, at most once and without a trace in any log.
 *
 * @param message a server message with its {@code type}; to the user's connections of its {@code project_id}, where it has one
 */
public record UserPush(String userId, JsonObject message) {
    public UserPush {
        Ids.require("user_id", userId);
        if (!(message.getValue("type") instanceof String)) {
            throw new BadMessage(Phrase.of("bad.missing", "message.type"));
        }
    }
}

package io.parley.bus;

import io.parley.protocol.Ids;
import io.vertx.core.json.JsonObject;

/**
 * One gateway tells all what they are to show a user.
 *
 * @param message as in {@link UserPush}
 * @param replyAddress where who has connections of the user says how many, under {@code correlationId}
 */
public record UserCall(String userId, JsonObject message, String replyAddress, String correlationId) {
    public UserCall {
        Ids.require("user_id", userId);
        UserPush.requireShowable(message);
        Ids.require("reply_address", replyAddress);
        Ids.require("correlation_id", correlationId);
    }
}

package io.parley.bus;

import io.vertx.core.json.JsonObject;

/**
 * One gateway tells all what they are to show a user.
 *
 * @param replyAddress where who has connections of the user says how many, under {@code correlationId}
 */
public record UserCall(String userId, JsonObject message, String replyAddress, String correlationId) {}

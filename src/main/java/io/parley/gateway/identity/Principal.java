package io.parley.gateway.identity;

import io.parley.protocol.Ids;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whose identity is believed.
 *
 * @param untilMs how long, in epoch milliseconds; null: for as long as the connection lasts
 */
public record Principal(String userId, @Nullable Long untilMs) {
    public Principal {
        Ids.require("user_id", userId);
    }

    /** Somebody who is believed for as long as the connection lasts. */
    public Principal(String userId) {
        this(userId, null);
    }
}

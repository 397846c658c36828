package io.parley.gateway.identity;

import io.parley.protocol.Ids;

/** Somebody whose identity is believed. */
public record Principal(String userId) {
    public Principal {
        Ids.require("user_id", userId);
    }
}

package io.parley.gateway;

import io.parley.gateway.identity.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Somebody at the door: who, what for, and from which address.
 *
 * @param address of the client's machine, for limits; null: not known
 */
record Visitor(
        Principal principal, Handshake handshake, @Nullable String address) {}

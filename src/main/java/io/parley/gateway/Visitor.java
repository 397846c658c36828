package io.parley.gateway;

import io.parley.gateway.identity.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who comes to a conversation: who, as what, and from which address.
 *
 * @param address of the client's machine, for limits; null: not known
 */
record Visitor(
        Principal principal, Handshake handshake, @Nullable String address) {}

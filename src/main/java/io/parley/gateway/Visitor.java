package io.parley.gateway;

import io.parley.gateway.identity.Principal;

/**
 * Somebody at the door: who, what for, and from which address.
 *
 * @param address of the client's machine, for limits
 */
record Visitor(Principal principal, Handshake handshake, String address) {}

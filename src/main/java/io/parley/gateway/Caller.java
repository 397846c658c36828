package io.parley.gateway;

import io.parley.gateway.identity.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Somebody at the door: who, what for, and from which address.
 *
 * @param address of the client's machine, for limits; null: not known
 */
record Caller(Principal principal, Errand errand, @Nullable String address) {
    /** What a session of this client that polls belongs to. */
    String belonging() {
        return errand.belongsTo(principal);
    }

    /** The client was admitted. */
    void begin(Socket socket) {
        errand.begin(principal, address, socket);
    }
}

package io.parley.gateway;

import io.parley.gateway.identity.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Somebody at the door who has not said yet who it is.
 *
 * @param address of the client's machine, for limits; null: not known
 */
record Guest(Errand errand, @Nullable String address) {
    Caller as(Principal principal) {
        return new Caller(principal, errand, address);
    }
}

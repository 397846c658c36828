package io.parley.conversation;

import io.parley.bus.Addresses;
import io.parley.bus.RegisterRequest;
import io.parley.protocol.Lang;
import org.jspecify.annotations.Nullable;

/**
 * What one client is to a conversation, across its connections.
 *
 * @param connectionId its connection, or null while it has none
 * @param gateway the instance that holds, or held, its connection
 * @param lastSeq how far the log had been written to its last connection; while it is connected, at least so far
 * @param leftNanos when it lost its connection; says nothing while it is connected
 * @param expected it lost its connection without having left: its client will come back; false while it is connected
 */
record Session(
        String id,
        String userId,
        @Nullable String connectionId,
        String gateway,
        String pushTo,
        Lang lang,
        long lastSeq,
        long leftNanos,
        boolean expected) {
    static Session arriving(String id, RegisterRequest request, long lastSeq) {
        return new Session(
                id,
                request.userId(),
                request.connectionId(),
                request.gateway(),
                request.pushTo(),
                Lang.of(request.lang()),
                lastSeq,
                0,
                false);
    }

    Session left(long seq, long nowNanos, boolean isExpected) {
        return new Session(id, userId, null, gateway, pushTo, lang, seq, nowNanos, isExpected);
    }

    /** Where it hears what is for its user. */
    Address address() {
        return new Address(userId, pushTo);
    }

    /** Where it hears what is for all: a gateway that hears for all of its users is told once. */
    Address everybody() {
        return Addresses.isGateway(pushTo) ? new Address(null, pushTo) : address();
    }

    /** Where pushes go, and for whom: {@code userId} null for all users there. */
    record Address(@Nullable String userId, String pushTo) {}
}

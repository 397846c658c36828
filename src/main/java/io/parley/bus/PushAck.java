package io.parley.bus;

import io.parley.protocol.Ids;

/**
 * A gateway, or an application that registered itself, has taken all that the instance pushed to {@code pushTo} up to
 * {@code n}. For its own address, {@code gateway.<id>}, it answers a {@link Beat}.
 */
public record PushAck(String gateway, String pushTo, long n) {
    public PushAck {
        Ids.require("gateway", gateway);
    }
}

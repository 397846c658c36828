package io.parley.faults.node;

import java.net.URI;

/** Where a gateway, or a proxy before one, is found. */
public final class Addresses {
    private Addresses() {}

    /** The address of {@code /ws} at {@code port} of this machine. */
    public static URI of(int port) {
        return of("127.0.0.1", port);
    }

    static URI of(String host, int port) {
        return URI.create("ws://" + host + ":" + port + "/ws");
    }
}

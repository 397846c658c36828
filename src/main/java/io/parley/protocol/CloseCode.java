package io.parley.protocol;

/** The WebSocket close codes that a gateway uses (RFC 6455 section 7.4; 4000 to 4999 are an application's own). */
public enum CloseCode {
    GOING_AWAY(1001, true),
    /** A text that is no UTF-8 (RFC 6455 section 8.1). */
    TOO_LARGE(1009, true),
    RESTART(1012, true),
    OVERLOAD(1013, true),
    UNAUTHENTICATED(4401, false),
    FORBIDDEN(4403, false),
    SLOW_CONSUMER(4408, true),
    TOO_MANY_CONNECTIONS(4409, false),
    FLOODING(4429, true);

    private final int code;
    private final boolean reconnect;

    CloseCode(int code, boolean reconnect) {
        this.code = code;
        this.reconnect = reconnect;
    }

    /** The number on the wire. */
    public short code() {
        return (short) code;
    }

    /** Whether a client may connect again by itself. */
    public boolean reconnect() {
        return reconnect;
    }
}

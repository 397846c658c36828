package io.parley.client;

import io.parley.protocol.ServerMessage;

/** The server does not take a message, and would not if it were sent again. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ServerMessage.Failure failure;

    Refused(ServerMessage.Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    public ServerMessage.Failure failure() {
        return failure;
    }
}

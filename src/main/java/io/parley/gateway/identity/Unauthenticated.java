package io.parley.gateway.identity;

/** Who a client is could not be verified. The reason is for the log, not for the client. */
public final class Unauthenticated extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Unauthenticated(String reason) {
        super(reason, null, false, false);
    }
}

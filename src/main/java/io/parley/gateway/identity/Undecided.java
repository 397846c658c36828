package io.parley.gateway.identity;

/** Who a client is cannot be found out now; a little later it may be. The reason is for the log, not for the client. */
public final class Undecided extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Undecided(String reason) {
        super(reason, null, false, false);
    }
}

package io.parley.bus;

import io.parley.protocol.ErrorCode;

/** A request got no answer of the other side's making; the code says whether to try again. */
public final class BusFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final boolean nobodyThere;

    public BusFailure(ErrorCode code, String reason) {
        this(code, reason, false);
    }

    private BusFailure(ErrorCode code, String reason, boolean nobodyThere) {
        super(reason, null, false, false);
        this.code = code;
        this.nobodyThere = nobodyThere;
    }

    /** Nobody listens at the address, so that the request was certainly not handled. */
    static BusFailure nobodyThere(String reason) {
        return new BusFailure(ErrorCode.UNAVAILABLE, reason, true);
    }

    /** Whether nobody listens where it was asked. */
    public boolean isNobodyThere() {
        return nobodyThere;
    }

    public ErrorCode code() {
        return code;
    }
}

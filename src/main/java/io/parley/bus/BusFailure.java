package io.parley.bus;

import io.parley.protocol.ErrorCode;

/** A request got no answer of the other side's making; the code says whether to try again. */
public final class BusFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public BusFailure(ErrorCode code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}

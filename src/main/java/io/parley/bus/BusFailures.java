package io.parley.bus;

import io.parley.protocol.BadMessage;
import io.parley.protocol.ErrorCode;
import io.vertx.core.eventbus.ReplyException;

/** Failures of the bus as {@link BusFailure}s, and back: a refusal travels as the name of its code and a sentence. */
final class BusFailures {
    static final int REFUSED = 1;

    private BusFailures() {}

    static BusFailure of(Throwable failure) {
        if (failure instanceof BusFailure known) {
            return known;
        }
        if (failure instanceof ReplyException reply) {
            return of(reply);
        }
        return new BusFailure(ErrorCode.INTERNAL_ERROR, String.valueOf(failure.getMessage()));
    }

    /** What a server tells the asking side of {@code failure}. */
    static String told(Throwable failure) {
        if (failure instanceof BusFailure known) {
            return known.code() + ": " + known.getMessage();
        }
        if (failure instanceof BadMessage bad) {
            return ErrorCode.BAD_REQUEST + ": " + bad.getMessage();
        }
        return ErrorCode.INTERNAL_ERROR + ": " + failure.getClass().getSimpleName();
    }

    private static BusFailure of(ReplyException failure) {
        String said = String.valueOf(failure.getMessage());
        return switch (failure.failureType()) {
            case NO_HANDLERS -> BusFailure.nobodyThere(said);
            case TIMEOUT -> new BusFailure(ErrorCode.UNAVAILABLE, said);
            case RECIPIENT_FAILURE -> new BusFailure(codeIn(said), said);
            case ERROR -> new BusFailure(ErrorCode.INTERNAL_ERROR, said);
        };
    }

    private static ErrorCode codeIn(String said) {
        int colon = said.indexOf(':');
        for (ErrorCode code : ErrorCode.values()) {
            if (colon > 0 && said.substring(0, colon).equals(code.name())) {
                return code;
            }
        }
        return ErrorCode.INTERNAL_ERROR;
    }
}

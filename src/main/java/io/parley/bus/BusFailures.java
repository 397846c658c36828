package io.parley.bus;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Phrase;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Failures of the bus as {@link BusFailure}s, and back: a refusal travels as the name of its code and a sentence. */
final class BusFailures {
    static final int REFUSED = 1;

    private static final EventLog LOG = EventLog.of(BusFailures.class, EventLog.PARLEY);

    private BusFailures() {}

    /** As {@link #of(Throwable)}; that an answer of {@code address} could not be read, nobody else tells. */
    static BusFailure of(String address, Throwable failure) {
        if (failure instanceof BadMessage unreadable) {
            refused(address, unreadable);
        }
        return of(failure);
    }

    static BusFailure of(Throwable failure) {
        if (failure instanceof BusFailure known) {
            return known;
        }
        if (failure instanceof ReplyException reply) {
            return of(reply);
        }
        return new BusFailure(ErrorCode.INTERNAL_ERROR, String.valueOf(failure.getMessage()));
    }

    private static String told(Throwable failure) {
        if (failure instanceof BusFailure known) {
            return known.code() + ": " + known.getMessage();
        }
        if (failure instanceof BadMessage bad) {
            return ErrorCode.BAD_REQUEST + ": " + bad.getMessage();
        }
        return ErrorCode.INTERNAL_ERROR + ": " + failure.getClass().getSimpleName();
    }

    /** {@code answer}, or null where nobody is there who could give one. */
    static <T> Future<@Nullable T> orNobody(Future<T> answer) {
        return answer.<@Nullable T>map(here -> here)
                .recover(failure -> failure instanceof BusFailure known && known.isNobodyThere()
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure));
    }

    /** The body of {@code message}. Throws {@link BadMessage} where that is no JSON object. */
    static JsonObject body(Message<?> message) {
        Object body;
        try {
            body = message.body();
        } catch (DecodeException | ClassCastException none) {
            body = null;
        }
        if (body instanceof JsonObject object) {
            return object;
        }
        throw new BadMessage(Phrase.of("bad.not_an_object"));
    }

    /** The failure that the other side told. */
    static BusFailure heard(String told) {
        return new BusFailure(codeIn(told), told);
    }

    /** What a server tells the asking side of {@code failure}; one that was not foreseen is logged. */
    static String told(String address, Throwable failure) {
        if (!(failure instanceof BusFailure) && !(failure instanceof BadMessage)) {
            LOG.error("bus_request_failed")
                    .addKeyValue(Field.ADDRESS, address)
                    .setCause(failure)
                    .log("a request failed for a reason not foreseen");
        }
        return told(failure);
    }

    /** A body that nobody is told of, because nobody waits. */
    static void refused(String address, RuntimeException refused) {
        LOG.warn("bus_body_refused")
                .addKeyValue(Field.ADDRESS, address)
                .log("{}", String.valueOf(refused.getMessage()));
    }

    /** A body that is another's to refuse. */
    static void unread(String address, BadMessage bad) {
        LOG.debug("bus_body_not_ours").addKeyValue(Field.ADDRESS, address).log("{}", bad.getMessage());
    }

    /** What was said without an answer, and failed for a reason of ours. */
    static void failed(String address, RuntimeException failure) {
        LOG.error("bus_message_failed")
                .addKeyValue(Field.ADDRESS, address)
                .setCause(failure)
                .log("a message failed for a reason not foreseen");
    }

    private static BusFailure of(ReplyException failure) {
        String said = String.valueOf(failure.getMessage());
        return switch (failure.failureType()) {
            case NO_HANDLERS -> BusFailure.nobodyThere(said);
            case TIMEOUT -> new BusFailure(ErrorCode.UNAVAILABLE, said);
            case RECIPIENT_FAILURE -> heard(said);
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

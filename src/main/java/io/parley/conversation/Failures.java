package io.parley.conversation;

import io.parley.bus.BusFailure;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import io.parley.protocol.Lang;
import io.parley.protocol.Phrase;
import io.parley.protocol.ServerMessage;
import io.parley.store.Refused;
import io.parley.store.StoreFailure;
import org.jspecify.annotations.Nullable;

/** Causes as what a client may read of them: code, sentence, whether to try again. What is unforeseen is logged here, once. */
final class Failures {
    private static final EventLog LOG = EventLog.of(Failures.class, EventLog.CONVERSATION);

    private Failures() {}

    /** {@code id} is that of the client's message that failed, or null where none did. */
    static ServerMessage.Failure told(Throwable cause, String projectId, @Nullable String id, Lang lang) {
        if (cause instanceof Refusal refusal) {
            return failure(refusal.code(), refusal.phrase().in(lang), projectId, id);
        }
        if (cause instanceof BadMessage bad) {
            return failure(ErrorCode.BAD_REQUEST, bad.phrase().in(lang), projectId, id);
        }
        ErrorCode code = codeOf(cause);
        return code == ErrorCode.INTERNAL_ERROR
                ? unforeseen(cause, projectId, id, lang)
                : failure(code, sentence(code, lang), projectId, id);
    }

    /** The code of a cause; {@code INTERNAL_ERROR} for one that nobody foresaw. */
    static ErrorCode codeOf(Throwable cause) {
        if (cause instanceof Refusal refusal) {
            return refusal.code();
        }
        if (cause instanceof BadMessage) {
            return ErrorCode.BAD_REQUEST;
        }
        if (cause instanceof BusFailure bus) {
            return bus.code();
        }
        return cause instanceof StoreFailure || cause instanceof Refused
                ? ErrorCode.UNAVAILABLE
                : ErrorCode.INTERNAL_ERROR;
    }

    /** Whether the log refused for this reason. */
    static boolean isRefused(Throwable cause, Refused.Reason reason) {
        return cause instanceof Refused refused && refused.reason() == reason;
    }

    private static ServerMessage.Failure unforeseen(Throwable cause, String projectId, @Nullable String id, Lang lang) {
        String correlationId = Ids.next();
        LOG.error("request_failed")
                .addKeyValue(Field.PROJECT_ID, projectId)
                .addKeyValue(Field.CORRELATION_ID, correlationId)
                .setCause(cause)
                .log("a request failed for a reason not foreseen");
        return new ServerMessage.Failure(
                System.currentTimeMillis(),
                projectId,
                ErrorCode.INTERNAL_ERROR,
                sentence(ErrorCode.INTERNAL_ERROR, lang),
                ErrorCode.INTERNAL_ERROR.retry(),
                id,
                null,
                correlationId);
    }

    private static ServerMessage.Failure failure(
            ErrorCode code, String sentence, String projectId, @Nullable String id) {
        return new ServerMessage.Failure(
                System.currentTimeMillis(), projectId, code, sentence, code.retry(), id, code.retryAfterMs(), null);
    }

    private static String sentence(ErrorCode code, Lang lang) {
        Phrase phrase = code.phrase();
        return phrase.in(lang);
    }
}

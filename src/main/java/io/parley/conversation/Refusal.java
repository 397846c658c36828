package io.parley.conversation;

import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Phrase;
import io.vertx.core.Future;

/** A foreseen no, with its code and a sentence for whoever asked. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Phrase phrase;

    Refusal(ErrorCode code, Phrase phrase) {
        super(phrase.in(Lang.EN), null, false, false);
        this.code = code;
        this.phrase = phrase;
    }

    /** The refusal that says what {@code code} says by itself. */
    static Refusal of(ErrorCode code) {
        return new Refusal(code, code.phrase());
    }

    static Refusal notFound(String id) {
        return new Refusal(ErrorCode.NOT_FOUND, Phrase.of("refused.not_found", id));
    }

    ErrorCode code() {
        return code;
    }

    Phrase phrase() {
        return phrase;
    }

    <T> Future<T> future() {
        return Future.failedFuture(this);
    }
}

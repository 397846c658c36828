package io.parley.bus;

import io.vertx.core.Future;

/** A request that all instances heard is another's to answer: who asked is told nothing. */
public final class Silence extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Silence() {
        super("another answers", null, false, false);
    }

    public static <T> Future<T> future() {
        return Future.failedFuture(new Silence());
    }
}

package io.parley.store;

import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.sqlclient.DatabaseException;
import org.jspecify.annotations.Nullable;

/** The database can do nothing for now, whatever it is asked. */
final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** {@code cause} is null where it was not even asked. */
    Unusable(String what, @Nullable Throwable cause) {
        super(what, cause);
    }

    /** Whether the database said nothing at all, as against a no, or to being asked too much by ourselves. */
    boolean isSilence() {
        return !(getCause() instanceof DatabaseException) && !isBusy();
    }

    /** Whether too much waits for a connection already. */
    boolean isBusy() {
        return getCause() instanceof ConnectionPoolTooBusyException;
    }
}

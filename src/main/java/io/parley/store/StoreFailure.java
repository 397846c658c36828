package io.parley.store;

import org.jspecify.annotations.Nullable;

/** The store could not be reached, or not in time. What was asked may or may not have been done. */
public final class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** {@code cause} is null where the store itself said no. */
    public StoreFailure(String what, @Nullable Throwable cause) {
        super(what, cause);
    }
}

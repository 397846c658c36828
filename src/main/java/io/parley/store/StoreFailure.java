package io.parley.store;

/** The store could not be reached, or not in time. What was asked may or may not have been done. */
public final class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreFailure(String what, Throwable cause) {
        super(what, cause);
    }
}

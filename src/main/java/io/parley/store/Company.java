package io.parley.store;

import java.time.Duration;

/**
 * What questions wait for in a crowd.
 *
 * @param longest so long after one batch the next begins, unless enough are there sooner
 * @param enough so many do not wait for more
 */
record Company(Duration longest, int enough) {
    /** None is waited for. */
    static final Company NONE = new Company(Duration.ZERO, 1);
}

package io.parley.store;

import org.jspecify.annotations.Nullable;

/**
 * What differs between the databases that understand {@link Sql}.
 *
 * @param durability what a commit survives
 * @param sync a statement that makes the last commit survive a power cut; null where the commit does
 */
record Dialect(Durability durability, @Nullable String sync) {
    private static final String CHECKPOINT_SYNC = "CHECKPOINT SYNC";

    /** A file of H2; {@code fsync}: wait for the disk. */
    static Dialect h2(boolean fsync) {
        return new Dialect(Durability.DISK, fsync ? CHECKPOINT_SYNC : null);
    }
}

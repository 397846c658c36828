package io.parley.store;

import io.vertx.sqlclient.DatabaseException;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the databases that understand {@link Sql}.
 *
 * @param durability what a commit survives
 * @param sync a statement that makes the last commit survive a power cut; null where the commit does
 * @param network whether a connection can be lost while the database lives on
 * @param apart how many conversations that somebody else holds are written at once; 0 where nobody else can hold one
 */
record Dialect(Durability durability, @Nullable String sync, boolean network, int apart) {
    private static final String CHECKPOINT_SYNC = "CHECKPOINT SYNC";

    private static final Set<Integer> CLOSED = Set.of(
            ErrorCode.DATABASE_IS_CLOSED,
            ErrorCode.DATABASE_CALLED_AT_SHUTDOWN,
            ErrorCode.CONNECTION_BROKEN_1,
            ErrorCode.OBJECT_CLOSED);

    private static final int LOCK_NOT_HAD = 1205;

    /** A lock not had in time; the victim of a deadlock. */
    private static final Set<Integer> CROSSED = Set.of(LOCK_NOT_HAD, 1213);

    /** The options read_only, innodb_read_only and super_read_only; a transaction or a schema that is. */
    private static final Set<Integer> READ_ONLY = Set.of(1290, 1792, 1836, 3989);

    /** Whether the database has closed itself under its connections: new ones open it again. Only a file does that. */
    boolean isClosed(Throwable failure) {
        for (Throwable cause = failure; !network && cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException said && CLOSED.contains(said.getErrorCode())) {
                return true;
            }
        }
        return false;
    }

    /** A file of H2; {@code fsync}: wait for the disk. */
    static Dialect h2(boolean fsync) {
        return new Dialect(Durability.DISK, fsync ? CHECKPOINT_SYNC : null, false, 0);
    }

    /** MySQL or MariaDB, over at most {@code pool} connections, of which most stay free of what waits for others. */
    static Dialect mysql(int pool) {
        return new Dialect(Durability.DATABASE, null, true, Math.max(1, pool / 4));
    }

    /** Whether the same statement may well succeed when asked once more at once. */
    boolean isPassing(Throwable failure) {
        if (failure instanceof Unusable unusable && unusable.isBusy()) {
            return true;
        }
        if (!network || failure instanceof Unusable || failure instanceof TimeoutException) {
            return false;
        }
        return !(failure instanceof DatabaseException said) || CROSSED.contains(said.getErrorCode());
    }

    /** Whether the database takes other things, but not this: its value or its key. By the classes of SQL's states. */
    static boolean isOfWhatWasWritten(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String state = cause instanceof DatabaseException said
                    ? said.getSqlState()
                    : cause instanceof SQLException sql ? sql.getSQLState() : null;
            if (state != null && (state.startsWith("22") || state.startsWith("23"))) {
                return true;
            }
        }
        return false;
    }

    /** Whether somebody else held what was to be locked for too long. */
    boolean isLocked(Throwable failure) {
        return network && failure instanceof DatabaseException said && said.getErrorCode() == LOCK_NOT_HAD;
    }

    /** Whether this connection leads to a database that takes no writes. */
    boolean isReadOnly(Throwable failure) {
        return network && failure instanceof DatabaseException said && READ_ONLY.contains(said.getErrorCode());
    }
}

package io.parley.store;

import io.parley.ops.EventLog;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the log takes entries: not from the first that it did not take until it has taken one again. So that this shows where
 * nobody writes, an entry of nobody's conversation is tried meanwhile, and removed. Confined to one loop.
 */
final class Takes {
    private static final EventLog LOG = EventLog.of(Takes.class, EventLog.PARLEY);
    /** No conversation has such a name, and each instance tries its own. */
    private static final String TRIAL = "#trial ";

    private static final String AFTER_TRIALS = "#trial!";
    private static final long OLD_MS = 3_600_000;
    private static final int TRIAL_BYTES = 4_096;

    private final Database database;
    private boolean failing; // so that an outage is two lines in the log, not one for each batch
    private boolean trying;

    Takes(Database database) {
        this.database = database;
    }

    /** Removes what nodes left that died between a trial and its end. Completes well in any case: it is only in nobody's way. */
    Future<Void> removeOld() {
        return database.run(Sql.EMPTY_OLD, TRIAL, AFTER_TRIALS, System.currentTimeMillis() - OLD_MS)
                .onFailure(
                        failure -> LOG.debug("log_trial_kept").setCause(failure).log("old trials were not removed"))
                .otherwiseEmpty()
                .mapEmpty();
    }

    /** Why nothing can be written; null where it can, as far as is known. */
    @Nullable
    String not() {
        return failing ? "the log takes no entries" : null;
    }

    void failed(Throwable failure) {
        if (!failing) {
            LOG.error("log_not_written").setCause(failure).log("the log takes no entries");
        }
        failing = true;
    }

    /** An entry was written. */
    void written() {
        if (failing) {
            LOG.info("log_written_again").log("the log takes entries again");
        }
        failing = false;
    }

    /** Tries, where entries were not taken. */
    void tryFor(String instance) {
        if (!failing || trying) {
            return;
        }
        trying = true;
        String project = TRIAL + instance;
        database.transaction(database.timeout().toMillis(), connection -> write(connection, project))
                .compose(written -> database.run(Sql.empty("message"), project))
                .onComplete(end -> trying = false)
                .onSuccess(removed -> written())
                .onFailure(failure ->
                        LOG.debug("log_trial_failed").setCause(failure).log("the log takes no entries yet"));
    }

    /** What every batch does, but for an owner; what an earlier trial left is replaced. */
    private Future<Void> write(SqlConnection connection, String project) {
        Tuple entry = Tuple.tuple(List.of(project, 1L, 0L, "trial"))
                .addString(null)
                .addString(null)
                .addLong(null)
                .addString("trial")
                .addLong(System.currentTimeMillis())
                .addString("x".repeat(TRIAL_BYTES));
        String lock = database.dialect().apart() == 0 ? Sql.lock(1) : Sql.lockFree(1);
        return Statement.runAll(
                connection,
                List.of(
                        new Statement(lock, Tuple.of(project)),
                        new Statement(Sql.empty("message"), Tuple.of(project)),
                        new Statement(Sql.newMessages(1), entry)));
    }
}

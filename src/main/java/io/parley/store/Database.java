package io.parley.store;

import io.parley.ops.EventLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A database of which every answer comes in time or fails with {@link StoreFailure}. Any thread may ask; the work is done
 * and the futures complete on one loop.
 *
 * <p>On one connection there is never more than one command under way: of several, a lost connection of vertx-mysql-client
 * 5.0.10 fails only the first. What is not answered in time is left alone, with its connection: that is closed when
 * nothing has come over it for a while, see {@link MySqlServer}.
 */
final class Database {
    /** A lock is waited for a second, and MySQL looks once a second who has waited for long enough. */
    static final long WAIT_FOR_LOCK_MS = 2_000;

    private static final EventLog LOG = EventLog.of(Database.class, EventLog.PARLEY);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long PAUSE_BEFORE_ANOTHER_TRY_MS = 50;
    private static final String DROP_THIS_CONNECTION = "KILL CONNECTION_ID()";

    private final Loop loop;
    private final Supplier<Pools> opener;
    private final Dialect dialect;
    private final Duration timeout;
    private final Circuit circuit;
    private Pools pools;

    /** {@code opener} makes connections at once, and again whenever those that it made are of no use any more. */
    Database(Loop loop, Supplier<Pools> opener, Dialect dialect, Duration timeout) {
        this.loop = loop;
        this.opener = opener;
        this.pools = opener.get();
        this.dialect = dialect;
        this.timeout = timeout;
        this.circuit = new Circuit(PAUSE, timeout);
    }

    Dialect dialect() {
        return dialect;
    }

    /** How long one answer may take. */
    Duration timeout() {
        return timeout;
    }

    /**
     * Runs one statement in a transaction of its own; once more where it met a deadlock or a lost connection, so only what
     * may run twice.
     */
    Future<RowSet<Row>> run(String sql, Object... parameters) {
        Statement statement = new Statement(sql, Tuple.from(parameters));
        return asked(
                timeout.toMillis(),
                ticket -> on(Pools::statements, statement::on)
                        .recover(failure -> beforeAnotherTry(failure)
                                .compose(ready -> ticket.check())
                                .compose(ready -> on(Pools::statements, statement::on))));
    }

    /**
     * Fails with {@code failure} where the same would fail in the same way again. Else completes when it may be tried: where
     * several connections were lost at once, all of them are known by then.
     */
    Future<Void> beforeAnotherTry(Throwable failure) {
        return dialect.isPassing(failure) ? loop.pause(PAUSE_BEFORE_ANOTHER_TRY_MS) : Future.failedFuture(failure);
    }

    /**
     * Commits what {@code work} did and makes it durable, or rolls it back where that fails. What takes longer than
     * {@code timeoutMs} fails at once, and is committed no more unless the commit was on its way.
     */
    <T> Future<T> transaction(long timeoutMs, Function<SqlConnection, Future<T>> work) {
        return asked(
                timeoutMs,
                ticket -> on(Pools::transactions, connection -> within(connection, work, ticket))
                        .compose(committed -> sync().map(committed)));
    }

    /** Completes in time, also when the database does not answer. */
    Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        loop.run(() -> inTime(pools.close(), timeout.toMillis()).onComplete(closed));
        return closed.future();
    }

    /** Whether somebody still waits for the answer. */
    private static final class Ticket {
        private boolean valid = true;

        Future<Void> check() {
            return valid ? Future.succeededFuture() : Future.failedFuture("nobody waits for it any more");
        }
    }

    private <T> Future<T> asked(long timeoutMs, Function<Ticket, Future<T>> work) {
        Promise<T> answer = Promise.promise();
        loop.run(() -> ask(timeoutMs, work).onComplete(answer));
        return answer.future();
    }

    private <T> Future<T> ask(long timeoutMs, Function<Ticket, Future<T>> work) {
        if (!circuit.admits(System.nanoTime())) {
            return failed(new Unusable("the database does not answer", null));
        }
        Ticket ticket = new Ticket();
        long heard = circuit.heard();
        return inTime(work.apply(ticket), timeoutMs).transform(end -> {
            ticket.valid = end.succeeded();
            tell(end.cause(), heard, timeoutMs);
            return end.succeeded() ? Future.succeededFuture(end.result()) : Future.failedFuture(end.cause());
        });
    }

    /** A question that had no time to wait for a lock says nothing when it was not answered, and keeps no other back for long. */
    private void tell(@Nullable Throwable failure, long heard, long timeoutMs) {
        Throwable cause = failure == null ? null : failure.getCause();
        boolean late = cause instanceof TimeoutException;
        boolean silence = cause instanceof Unusable unusable ? unusable.isSilence() : late;
        if (!silence) {
            circuit.answered();
        } else if (late && timeoutMs < Math.min(WAIT_FOR_LOCK_MS, timeout.toMillis())) {
            circuit.undecided(System.nanoTime());
        } else {
            circuit.unanswered(heard, System.nanoTime());
        }
    }

    private <T> Future<T> on(Function<Pools, Pool> which, Function<SqlConnection, Future<T>> work) {
        Pools used = pools;
        return which.apply(used)
                .getConnection()
                .recover(failure -> Future.failedFuture(new Unusable("no connection to the database", failure)))
                .compose(connection -> {
                    connection.exceptionHandler(lost -> {}); // the command under way fails with it
                    return work.apply(connection)
                            .recover(failure -> judged(connection, failure))
                            .eventually(connection::close);
                })
                .onFailure(failure -> reopen(used, failure));
    }

    /** A file that closed itself, as when the disk was full, is opened anew. */
    private void reopen(Pools used, Throwable failure) {
        if (pools.equals(used) && dialect.isClosed(failure)) {
            LOG.warn("log_reopened").log("opens the log again, which had closed itself: {}", failure.getMessage());
            pools = opener.get();
            used.close().onFailure(kept -> LOG.debug("close_failed").log("{}", kept.getMessage()));
        }
    }

    /** Who leads to a read-only database is let go: after a fail-over the same name leads to another one. */
    private <T> Future<T> judged(SqlConnection connection, Throwable failure) {
        return dialect.isReadOnly(failure)
                ? connection
                        .query(DROP_THIS_CONNECTION)
                        .execute()
                        .transform(dropped -> Future.failedFuture(new Unusable("the database is read-only", failure)))
                : Future.failedFuture(failure);
    }

    private <T> Future<T> within(SqlConnection connection, Function<SqlConnection, Future<T>> work, Ticket ticket) {
        return connection
                .begin()
                .compose(transaction -> work.apply(connection)
                        .compose(result -> ticket.check()
                                .compose(ok -> transaction.commit())
                                .map(result))
                        .recover(failure -> rolledBack(transaction, failure)));
    }

    /** The failure stands, whatever becomes of the rollback: a connection that cannot is closed, with the same end. */
    private static <T> Future<T> rolledBack(Transaction transaction, Throwable failure) {
        return transaction.rollback().transform(ignored -> Future.failedFuture(failure));
    }

    private Future<?> sync() {
        String sync = dialect.sync();
        return sync == null
                ? Future.succeededFuture()
                : pools.statements().query(sync).execute();
    }

    private <T> Future<T> inTime(Future<T> answer, long timeoutMs) {
        return loop.inTime(answer, timeoutMs).recover(Database::failed);
    }

    private static <T> Future<T> failed(Throwable failure) {
        return Future.failedFuture(new StoreFailure(sentence(failure), failure));
    }

    private static String sentence(Throwable failure) {
        if (failure instanceof Unusable) {
            return String.valueOf(failure.getMessage());
        }
        return failure instanceof TimeoutException ? "the log did not answer in time" : "the log could not do it";
    }
}

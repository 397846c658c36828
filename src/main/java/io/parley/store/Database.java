package io.parley.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A database of which every answer comes in time or fails with {@link StoreFailure}. Confined to one loop.
 *
 * <p>Transactions have a pool of their own: in Vert.x 5.0.10 a JDBC connection that had one never commits a single
 * statement again (vertx-jdbc-client issue 356).
 */
final class Database {
    private final Pool statements;
    private final Pool transactions;
    private final Dialect dialect;
    private final Duration timeout;

    /** {@code statements} and {@code transactions} may be one, where a connection can be used for both. */
    Database(Pool statements, Pool transactions, Dialect dialect, Duration timeout) {
        this.statements = statements;
        this.transactions = transactions;
        this.dialect = dialect;
        this.timeout = timeout;
    }

    Dialect dialect() {
        return dialect;
    }

    /** How long one answer may take. */
    Duration timeout() {
        return timeout;
    }

    /** Runs one statement in a transaction of its own. */
    Future<RowSet<Row>> run(String sql, Object... parameters) {
        return inTime(statements.preparedQuery(sql).execute(Tuple.from(parameters)), timeout.toMillis());
    }

    /**
     * Commits what {@code work} did and makes it durable, or rolls it back where that fails. What takes longer than
     * {@code timeoutMs} fails at once, and is committed no more unless the commit was on its way.
     */
    <T> Future<T> transaction(long timeoutMs, Function<SqlConnection, Future<T>> work) {
        Ticket ticket = new Ticket();
        Future<T> result = transactions
                .getConnection()
                .recover(failure -> Future.failedFuture(new NoConnection(failure)))
                .compose(connection -> within(connection, work, ticket).eventually(connection::close))
                .compose(committed -> sync().map(committed));
        return inTime(result, timeoutMs).onFailure(late -> ticket.valid = false);
    }

    Future<Void> close() {
        return transactions.close().eventually(statements::close);
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
        return sync == null ? Future.succeededFuture() : statements.query(sync).execute();
    }

    private static <T> Future<T> inTime(Future<T> answer, long timeoutMs) {
        return answer.timeout(Math.max(1, timeoutMs), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(new StoreFailure(sentence(failure), failure)));
    }

    private static String sentence(Throwable failure) {
        return failure instanceof TimeoutException ? "the log did not answer in time" : "the log could not do it";
    }

    /** The database could not be reached at all. */
    static final class NoConnection extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoConnection(Throwable cause) {
            super("no connection to the database", cause);
        }
    }

    /** Whether somebody still waits for the transaction. */
    private static final class Ticket {
        private boolean valid = true;

        Future<Void> check() {
            return valid ? Future.succeededFuture() : Future.failedFuture("too late to commit");
        }
    }
}

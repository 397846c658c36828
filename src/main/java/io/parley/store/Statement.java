package io.parley.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** An SQL text and its parameters. */
record Statement(String sql, Tuple parameters) {
    Future<RowSet<Row>> on(SqlConnection connection) {
        return connection.preparedQuery(sql).execute(parameters);
    }

    /** Runs {@code all} in order, each after the one before: a lost connection fails one command only. */
    static Future<Void> runAll(SqlConnection connection, List<Statement> all) {
        Future<Void> end = Future.succeededFuture();
        for (Statement next : all) {
            end = end.compose(ok -> next.on(connection).mapEmpty());
        }
        return end;
    }
}

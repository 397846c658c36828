package io.parley.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;

/**
 * The connections to one database. The two may be one, where a connection can be used for both. Not so with JDBC: in Vert.x
 * 5.0.10 a connection that had a transaction never commits a single statement again (vertx-jdbc-client 356).
 */
record Pools(Pool statements, Pool transactions) {
    Future<Void> close() {
        return statements == transactions
                ? statements.close()
                : transactions.close().eventually(statements::close);
    }
}

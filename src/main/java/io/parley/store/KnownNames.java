package io.parley.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Consumer;

/** Asks the database which names of a batch are taken. */
final class KnownNames {
    private final SqlConnection connection;
    private final List<Entry> entries;
    private final Known known = new Known();

    private KnownNames(SqlConnection connection, List<Entry> entries) {
        this.connection = connection;
        this.entries = entries;
    }

    static Future<Known> of(SqlConnection connection, List<Write> writes) {
        KnownNames names = new KnownNames(connection, Write.entries(writes));
        return names.messages()
                .compose(ok -> names.clients())
                .compose(ok -> names.ends())
                .map(names.known);
    }

    private Future<Void> messages() {
        Tuple keys = Tuple.tuple();
        entries.forEach(entry -> keys.addString(entry.message().projectId())
                .addString(entry.message().messageId()));
        return read(
                entries.size(),
                new Statement(Sql.byMessageIds(entries.size()), keys),
                row -> known.message(row.getString(0), row.getString(1), row.getLong(2)));
    }

    private Future<Void> clients() {
        Tuple keys = Tuple.tuple();
        int count = 0;
        for (Entry entry : entries) {
            if (entry.clientId() != null) {
                keys.addString(entry.message().projectId())
                        .addString(entry.userId())
                        .addString(entry.clientId());
                count++;
            }
        }
        return read(
                count,
                new Statement(Sql.byClientIds(count), keys),
                row -> known.client(row.getString(0), row.getString(1), row.getString(2)));
    }

    private Future<Void> ends() {
        Tuple keys = Tuple.tuple();
        int count = 0;
        for (Entry entry : entries) {
            if (entry.endsSeq() != null) {
                keys.addString(entry.message().projectId()).addLong(entry.endsSeq());
                count++;
            }
        }
        return read(count, new Statement(Sql.byEnds(count), keys), row -> known.end(row.getString(0), row.getLong(1)));
    }

    private Future<Void> read(int keys, Statement statement, Consumer<Row> taker) {
        return keys == 0
                ? Future.succeededFuture()
                : statement.on(connection).map(rows -> {
                    rows.forEach(taker);
                    return null;
                });
    }
}

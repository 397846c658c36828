package io.parley.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and changes who takes part, what conversations are called, and ends them. */
final class SqlRoster {
    /** A long conversation has many rows, and all go in one transaction. */
    private static final long DELETE_MS = 30_000;

    private static final List<String> CONTENTS = List.of("checkpoint", "turn", "message", "member");

    private final Database database;

    SqlRoster(Database database) {
        this.database = database;
    }

    Future<Void> leave(String projectId, String userId) {
        return database.run(Sql.LEAVE, userId, projectId).mapEmpty();
    }

    Future<@Nullable String> role(String projectId, String userId) {
        return database.run(Sql.ROLE, userId, projectId).map(rows -> {
            RowIterator<Row> row = rows.iterator();
            return row.hasNext() ? row.next().getString(0) : null;
        });
    }

    Future<List<Roster.Member>> members(String projectId) {
        return database.run(Sql.MEMBERS, projectId).map(rows -> {
            List<Roster.Member> all = new ArrayList<>();
            rows.forEach(row -> all.add(new Roster.Member(row.getString(0), row.getString(1), row.getLong(2))));
            return all;
        });
    }

    Future<List<Roster.Listed>> conversationsOf(String userId, int limit) {
        return database.run(Sql.CONVERSATIONS_OF, userId, limit).map(rows -> {
            List<Roster.Listed> all = new ArrayList<>();
            rows.forEach(row -> all.add(listed(row)));
            all.sort(Comparator.comparingLong(Roster.Listed::lastAt).reversed());
            return all;
        });
    }

    private static Roster.Listed listed(Row row) {
        Long lastSeq = row.getLong(3);
        Long lastAt = row.getLong(4);
        return new Roster.Listed(
                row.getString(0),
                row.getString(1),
                row.getString(2),
                lastSeq == null ? 0 : lastSeq,
                lastAt == null ? row.getLong(5) : lastAt);
    }

    Future<Void> rename(Claim claim, String title) {
        return database.run(Sql.RENAME, title, claim.projectId(), claim.owner(), claim.epoch())
                .compose(renamed -> renamed.rowCount() > 0 ? Future.succeededFuture() : stale());
    }

    Future<Void> delete(Claim claim) {
        return database.transaction(
                        DELETE_MS,
                        connection -> lock(connection, claim)
                                .compose(held ->
                                        held ? empty(connection, claim).map(true) : Future.succeededFuture(false)))
                .compose(held -> held ? Future.succeededFuture() : stale());
    }

    private static Future<Boolean> lock(SqlConnection connection, Claim claim) {
        return new Statement(Sql.lock(1), Tuple.of(claim.projectId()))
                .on(connection)
                .map(rows -> holds(rows, claim));
    }

    private static boolean holds(RowSet<Row> rows, Claim claim) {
        RowIterator<Row> all = rows.iterator();
        if (!all.hasNext()) {
            return false;
        }
        Row row = all.next();
        return claim.owner().equals(row.getString(1)) && claim.epoch() == row.getLong(2);
    }

    private static Future<Void> empty(SqlConnection connection, Claim claim) {
        List<Statement> all = new ArrayList<>();
        CONTENTS.forEach(table -> all.add(new Statement(Sql.empty(table), Tuple.of(claim.projectId()))));
        all.add(new Statement(Sql.DELETED, Tuple.of(System.currentTimeMillis(), claim.projectId())));
        return Statement.runAll(connection, all);
    }

    private static Future<Void> stale() {
        return Future.failedFuture(new Refused(Refused.Reason.STALE_EPOCH));
    }
}

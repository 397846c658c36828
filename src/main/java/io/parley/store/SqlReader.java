package io.parley.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.protocol.ProtocolCodec;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the log. A page is read in two steps, sizes first, so that large entries do not come only to be left out. */
final class SqlReader {
    private final Database database;

    SqlReader(Database database) {
        this.database = database;
    }

    Future<Long> lastSeq(String projectId) {
        return database.run(Sql.LAST_SEQ, projectId).map(rows -> {
            RowIterator<Row> row = rows.iterator();
            return row.hasNext() ? row.next().getLong(0) : 0L;
        });
    }

    Future<Page> after(String projectId, long afterSeq, int limit) {
        PageBuilder page = PageBuilder.ascending(limit);
        return database.run(Sql.SIZES_AFTER, projectId, afterSeq, withOneMore(limit))
                .compose(sizes -> fill(page, sizes, (from, to) -> database.run(Sql.ENTRIES_UP, projectId, from, to)));
    }

    Future<Page> before(String projectId, long beforeSeq, int limit) {
        PageBuilder page = PageBuilder.descending(limit);
        return database.run(Sql.SIZES_BEFORE, projectId, beforeSeq, withOneMore(limit))
                .compose(sizes -> fill(page, sizes, (from, to) -> database.run(Sql.ENTRIES_DOWN, projectId, to, from)));
    }

    Future<@Nullable StoredEntry> byMessageId(String projectId, String messageId) {
        return database.run(Sql.BY_MESSAGE_ID, projectId, messageId).map(SqlReader::one);
    }

    Future<@Nullable StoredEntry> byClientId(String projectId, String userId, String clientId) {
        return database.run(Sql.BY_CLIENT_ID, projectId, userId, clientId).map(SqlReader::one);
    }

    Future<@Nullable StoredEntry> endOf(String projectId, long turnSeq) {
        return database.run(Sql.END_OF, projectId, turnSeq).map(SqlReader::one);
    }

    Future<List<String>> orphans(String after, int limit) {
        return database.run(Sql.ORPHANS, after, limit).map(SqlReader::texts);
    }

    Future<List<OpenTurn>> openTurns(String projectId) {
        return database.run(Sql.openTurns(1), projectId).map(rows -> {
            List<OpenTurn> turns = new ArrayList<>();
            rows.forEach(row -> turns.add(turn(row)));
            return turns;
        });
    }

    /** Reads the entries from one number to another, in the order of the page. */
    private interface Range {
        Future<RowSet<Row>> read(long first, long last);
    }

    private static int withOneMore(int limit) {
        return Math.max(1, limit) + 1;
    }

    private static Future<Page> fill(PageBuilder page, RowSet<Row> sizes, Range range) {
        List<Long> window = window(sizes);
        if (window.isEmpty()) {
            return Future.succeededFuture(page.build());
        }
        return range.read(window.get(0), window.get(window.size() - 1)).map(rows -> {
            rows.forEach(row -> page.offer(entry(row), row.getString(0).getBytes(UTF_8).length));
            if (window.size() < sizes.size()) {
                page.more();
            }
            return page.build();
        });
    }

    /** The numbers of the entries that may fit: a character is at least a byte. */
    private static List<Long> window(RowSet<Row> sizes) {
        List<Long> window = new ArrayList<>();
        long chars = 0;
        for (Row row : sizes) {
            chars += row.getLong(1);
            if (!window.isEmpty() && chars > PageBuilder.MAX_BYTES) {
                break;
            }
            window.add(row.getLong(0));
        }
        return window;
    }

    private static List<String> texts(RowSet<Row> rows) {
        List<String> texts = new ArrayList<>();
        rows.forEach(row -> texts.add(row.getString(0)));
        return texts;
    }

    private static @Nullable StoredEntry one(RowSet<Row> rows) {
        RowIterator<Row> row = rows.iterator();
        return row.hasNext() ? entry(row.next()) : null;
    }

    static StoredEntry entry(Row row) {
        return new StoredEntry(ProtocolCodec.decodeLogged(row.getString(0)), row.getLong(1));
    }

    static OpenTurn turn(Row row) {
        int attempt = row.getInteger(4);
        return new OpenTurn(
                ProtocolCodec.decodeLogged(row.getString(0)),
                TurnKind.valueOf(row.getString(1)),
                row.getString(2),
                row.getString(3),
                attempt,
                checkpoint(row.getString(5), attempt));
    }

    /** The checkpoint of another attempt counts as none. */
    private static @Nullable Checkpoint checkpoint(@Nullable String body, int attempt) {
        if (body == null) {
            return null;
        }
        Checkpoint checkpoint = ProtocolCodec.read(new JsonObject(body), Checkpoint.class);
        return checkpoint.attempt() == attempt ? checkpoint : null;
    }
}

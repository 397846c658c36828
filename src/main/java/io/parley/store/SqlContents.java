package io.parley.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Reads what the log has of conversations, many with one statement of each kind. Confined to one loop. */
final class SqlContents {
    /** About how many characters one statement brings; one conversation's are always brought. */
    private static final long MAX_CHARS = 8L * 1024 * 1024;

    private final Database database;
    private final Gathering<Wanted, Contents> wanted;

    private record Wanted(String projectId, int limit) {}

    /** The entries from one number to another, and about how much they are. */
    private record Window(long first, long last, long chars) {
        private static final Window NONE = new Window(1, 0, 0);
    }

    SqlContents(Loop loop, Database database) {
        this.database = database;
        this.wanted = new Gathering<>(loop, database.timeout(), Duration.ZERO, Wanted::limit, this::read);
    }

    Future<Contents> of(String projectId, int limit) {
        return wanted.ask(new Wanted(projectId, limit));
    }

    private Future<Map<Wanted, Future<Contents>>> read(List<Wanted> all) {
        List<String> projects = Padded.texts(all.stream().map(Wanted::projectId).toList());
        int limit = all.get(0).limit();
        Future<Map<String, Window>> windows = windows(projects, limit);
        Future<Map<String, List<Row>>> entries = windows.compose(this::entries);
        Future<Map<String, List<Row>>> members = rows(Sql.members(projects.size()), projects);
        Future<Map<String, List<Row>>> turns = rows(Sql.openTurns(projects.size()), projects);
        return Future.all(windows, entries, members, turns).map(read -> {
            Map<Wanted, Future<Contents>> answers = new HashMap<>();
            for (Wanted one : all) {
                String id = one.projectId();
                Window window = windows.result().getOrDefault(id, Window.NONE);
                answers.put(
                        one,
                        alone(() -> new Contents(
                                window.last(),
                                tail(of(entries, id), limit),
                                of(members, id).stream()
                                        .map(row -> row.getString(0))
                                        .toList(),
                                of(turns, id).stream().map(SqlReader::turn).toList())));
            }
            return answers;
        });
    }

    /** What cannot be read of one conversation is no failure of the others. */
    private static Future<Contents> alone(Supplier<Contents> decoded) {
        try {
            return Future.succeededFuture(decoded.get());
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    /** The last entries of each that may fit; a character is at least a byte. */
    private Future<Map<String, Window>> windows(List<String> projects, int limit) {
        List<Object> parameters = new ArrayList<>();
        projects.forEach(id -> parameters.addAll(List.of(id, limit)));
        return database.run(Sql.lastSizes(projects.size()), parameters.toArray())
                .map(rows -> {
                    Map<String, List<Row>> sizes = byProject(rows);
                    Map<String, Window> windows = new LinkedHashMap<>();
                    sizes.forEach((id, all) -> windows.put(id, window(all)));
                    return windows;
                });
    }

    private static Window window(List<Row> sizes) {
        sizes.sort(Comparator.<Row>comparingLong(row -> row.getLong(0)).reversed());
        long last = sizes.get(0).getLong(0);
        long first = last;
        long chars = 0;
        for (Row size : sizes) {
            long more = chars + size.getLong(1);
            if (chars > 0 && more > PageBuilder.MAX_BYTES) {
                break;
            }
            chars = more;
            first = size.getLong(0);
        }
        return new Window(first, last, chars);
    }

    /** The entries of all windows, with as many statements as their sizes need. */
    private Future<Map<String, List<Row>>> entries(Map<String, Window> windows) {
        Map<String, List<Row>> found = new HashMap<>();
        Future<Void> all = Future.succeededFuture();
        Map<String, Window> some = new LinkedHashMap<>();
        long chars = 0;
        for (Map.Entry<String, Window> window : windows.entrySet()) {
            if (chars + window.getValue().chars() > MAX_CHARS && !some.isEmpty()) {
                Map<String, Window> full = some;
                all = all.compose(before -> entries(full, found));
                some = new LinkedHashMap<>();
                chars = 0;
            }
            some.put(window.getKey(), window.getValue());
            chars += window.getValue().chars();
        }
        Map<String, Window> rest = some;
        return all.compose(before -> entries(rest, found)).map(found);
    }

    private Future<Void> entries(Map<String, Window> windows, Map<String, List<Row>> found) {
        if (windows.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Object> parameters = new ArrayList<>();
        List<String> projects = Padded.texts(windows.keySet());
        for (String id : projects) {
            Window window = windows.getOrDefault(id, Window.NONE);
            parameters.addAll(List.of(id, window.first(), window.last()));
        }
        return database.run(Sql.entries(projects.size()), parameters.toArray()).map(rows -> {
            found.putAll(byProject(rows));
            return null;
        });
    }

    private Future<Map<String, List<Row>>> rows(String sql, List<String> projects) {
        return database.run(sql, projects.toArray()).map(SqlContents::byProject);
    }

    /** In the order of the rows; the last column is the conversation. */
    private static Map<String, List<Row>> byProject(RowSet<Row> rows) {
        Map<String, List<Row>> all = new HashMap<>();
        for (Row row : rows) {
            all.computeIfAbsent(row.getString(row.size() - 1), id -> new ArrayList<>())
                    .add(row);
        }
        return all;
    }

    private static List<StoredEntry> tail(List<Row> rows, int limit) {
        Map<Long, Row> bySeq = new TreeMap<>(Comparator.reverseOrder());
        rows.forEach(row -> bySeq.put(row.getLong(2), row));
        PageBuilder page = PageBuilder.descending(limit);
        bySeq.values()
                .forEach(
                        row -> page.offer(SqlReader.entry(row), row.getString(0).getBytes(UTF_8).length));
        return page.build().entries();
    }

    private static List<Row> of(Future<Map<String, List<Row>>> rows, String projectId) {
        return rows.result().getOrDefault(projectId, List.of());
    }
}

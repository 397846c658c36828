package io.parley.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.store.SqlClaims.Claimed;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what the log has of conversations, many with one statement of each kind. Confined to one loop. */
final class SqlContents {
    /** About how many characters one statement brings; one conversation's are always brought. */
    private static final long MAX_CHARS = 8L * 1024 * 1024;

    private static final Future<List<StoredEntry>> NO_ENTRIES = Future.succeededFuture(List.of());

    private final Database database;
    private final Tails tails;
    private final Gathering<Wanted, Contents> wanted;

    /** {@code claim}: whose the contents are to be, with the facts that came with it; both are null for one who only looks. */
    private record Wanted(
            String projectId,
            int limit,
            @Nullable Claim claim,
            @Nullable Facts facts) {}

    /** The entries from one number to another, and about how much they are. */
    private record Window(long first, long last, long chars) {
        private static final Window NONE = new Window(1, 0, 0);
    }

    SqlContents(Loop loop, Database database, Tails tails) {
        this.database = database;
        this.tails = tails;
        this.wanted = new Gathering<>(loop, database.timeout(), Company.NONE, Wanted::limit, this::read);
    }

    Future<Contents> of(String projectId, int limit) {
        return wanted.ask(new Wanted(projectId, limit, null, null));
    }

    /** For who has just claimed the conversation. */
    Future<Contents> of(Claimed claimed, int limit) {
        Claim claim = claimed.claim();
        return wanted.ask(new Wanted(claim.projectId(), limit, claim, claimed.facts()));
    }

    private Future<Map<Wanted, Future<Contents>>> read(List<Wanted> all) {
        int limit = all.get(0).limit();
        return facts(all).compose(facts -> {
            Future<Map<String, List<Row>>> turns = turns(facts);
            Future<Map<String, Future<List<StoredEntry>>>> entries = tails(all, facts, limit);
            return Future.all(turns, entries).map(read -> {
                Map<Wanted, Future<Contents>> answers = new HashMap<>();
                all.forEach(one -> answers.put(
                        one,
                        contents(
                                facts.getOrDefault(one.projectId(), Facts.none()),
                                entries.result().getOrDefault(one.projectId(), NO_ENTRIES),
                                turns.result().getOrDefault(one.projectId(), List.of()))));
                return answers;
            });
        });
    }

    /** A log may have grown since its facts were read; then its tail tells. */
    private static Future<Contents> contents(Facts facts, Future<List<StoredEntry>> tail, List<Row> turns) {
        return tail.compose(entries -> alone(() -> new Contents(
                entries.isEmpty()
                        ? facts.end().seq()
                        : entries.get(entries.size() - 1).message().seq(),
                entries,
                facts.members(),
                turns.stream().map(SqlReader::turn).toList())));
    }

    /** Those that came with the claim, and those that are asked for now. */
    private Future<Map<String, Facts>> facts(List<Wanted> all) {
        Map<String, Facts> facts = new HashMap<>();
        Set<String> unknown = new LinkedHashSet<>();
        for (Wanted one : all) {
            Facts told = one.facts();
            if (told == null) {
                unknown.add(one.projectId());
            } else {
                facts.put(one.projectId(), told);
            }
        }
        if (unknown.isEmpty()) {
            return Future.succeededFuture(facts);
        }
        List<String> padded = Padded.texts(unknown);
        List<String> twice = new ArrayList<>(padded);
        twice.addAll(padded);
        return database.run(Sql.facts(padded.size()), twice.toArray()).map(rows -> {
            Facts.Rows read = new Facts.Rows();
            rows.forEach(row -> read.add(row, 1));
            unknown.forEach(id -> facts.put(id, read.of(id)));
            return facts;
        });
    }

    private Future<Map<String, List<Row>>> turns(Map<String, Facts> facts) {
        List<String> open = facts.entrySet().stream()
                .filter(one -> one.getValue().hasTurns())
                .map(Map.Entry::getKey)
                .toList();
        if (open.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        List<String> padded = Padded.texts(open);
        return database.run(Sql.openTurns(padded.size()), padded.toArray()).map(SqlContents::byProject);
    }

    /** From the copy where that is proved to be good, else from the log; then the copy is told. */
    private Future<Map<String, Future<List<StoredEntry>>>> tails(
            List<Wanted> all, Map<String, Facts> facts, int limit) {
        Map<String, LogEnd> ends = new HashMap<>();
        facts.forEach((projectId, told) -> {
            if (told.end().seq() > 0) {
                ends.put(projectId, told.end());
            }
        });
        return tails.of(ends, limit).compose(copies -> {
            Map<String, Future<List<StoredEntry>>> found = new HashMap<>();
            copies.forEach((projectId, copy) -> found.put(projectId, Future.succeededFuture(copy)));
            List<String> rest = new ArrayList<>(ends.keySet());
            rest.removeAll(copies.keySet());
            return rest.isEmpty()
                    ? Future.succeededFuture(found)
                    : logged(rest, limit).map(read -> {
                        found.putAll(read);
                        all.forEach(one -> tell(one, read.get(one.projectId())));
                        return found;
                    });
        });
    }

    private void tell(Wanted one, @Nullable Future<List<StoredEntry>> read) {
        if (one.claim() != null && read != null && read.succeeded()) {
            tails.read(one.claim(), read.result());
        }
    }

    private Future<Map<String, Future<List<StoredEntry>>>> logged(List<String> ids, int limit) {
        return windows(Padded.texts(ids), limit).compose(this::entries).map(rows -> {
            Map<String, Future<List<StoredEntry>>> read = new HashMap<>();
            ids.forEach(id -> read.put(id, alone(() -> tail(rows.getOrDefault(id, List.of()), limit))));
            return read;
        });
    }

    /** What cannot be read of one conversation is no failure of the others. */
    private static <T> Future<T> alone(Supplier<T> decoded) {
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
}

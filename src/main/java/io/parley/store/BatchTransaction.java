package io.parley.store;

import io.parley.store.Plan.Held;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What happens between begin and commit of a batch (ARCHITECTURE D2): lock the conversations in the order of their keys,
 * refuse what an older claim wants, number the rest, write it. READ COMMITTED is enough, because of the locks.
 */
final class BatchTransaction {
    private final SqlConnection connection;
    private final List<Write> writes;
    private final LastEnds lastEnds;
    private final boolean patient;

    /** {@code patient}: waits for conversations that somebody else holds; else what is of those is no part of the plan. */
    BatchTransaction(SqlConnection connection, List<Write> writes, LastEnds lastEnds, boolean patient) {
        this.connection = connection;
        this.writes = writes;
        this.lastEnds = lastEnds;
        this.patient = patient;
    }

    /** Trusts that no name is taken: one that is fails all. */
    Future<Plan> hopefully() {
        return lock().compose(held -> write(held, new Known()));
    }

    /** Looks first which names are taken, those of entries that an earlier try has written after all among them. */
    Future<Plan> carefully() {
        return lock().compose(held -> KnownNames.of(connection, planned(held)).compose(known -> write(held, known)));
    }

    private Future<Plan> write(Map<String, Held> held, Known known) {
        return ends(held)
                .map(last -> new Plan(planned(held), held, known, last))
                .compose(plan ->
                        Statement.runAll(connection, PlanStatements.of(plan)).map(plan));
    }

    private List<Write> planned(Map<String, Held> held) {
        return patient
                ? writes
                : writes.stream()
                        .filter(write -> held.containsKey(write.projectId()))
                        .toList();
    }

    private Future<Map<String, Held>> lock() {
        List<String> projects =
                writes.stream().map(Write::projectId).distinct().sorted().toList();
        String sql = patient ? Sql.lock(projects.size()) : Sql.lockFree(projects.size());
        return new Statement(sql, tuple(projects)).on(connection).map(rows -> {
            Map<String, Held> held = new HashMap<>();
            rows.forEach(
                    row -> held.put(row.getString(0), new Held(row.getString(1), row.getLong(2), row.getString(3))));
            return held;
        });
    }

    private Future<Map<String, LogEnd>> ends(Map<String, Held> held) {
        Map<String, LogEnd> last = new HashMap<>();
        List<String> unknown = new ArrayList<>();
        held.forEach((projectId, now) -> {
            LogEnd end = lastEnds.of(projectId, now);
            if (end == null) {
                unknown.add(projectId);
            } else {
                last.put(projectId, end);
            }
        });
        if (unknown.isEmpty()) {
            return Future.succeededFuture(last);
        }
        return new Statement(Sql.ends(unknown.size()), tuple(unknown))
                .on(connection)
                .map(rows -> {
                    rows.forEach(row -> last.put(row.getString(0), LogEnd.of(row, 1)));
                    return last;
                });
    }

    private static Tuple tuple(List<String> texts) {
        Tuple tuple = Tuple.tuple();
        texts.forEach(tuple::addString);
        return tuple;
    }
}

package io.parley.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Leases by the database's clock, and what is given back. */
final class SqlOwners {
    private static final int AT_ONCE = 128;
    private static final long NO_EPOCH = -1;

    private final Database database;

    SqlOwners(Database database) {
        this.database = database;
    }

    Future<Boolean> renew(String instance, Duration lease) {
        long seconds = seconds(lease);
        return database.run(Sql.RENEW, seconds, seconds, instance)
                .compose(renewed -> renewed.rowCount() > 0
                        ? Future.succeededFuture(true)
                        : database.run(Sql.NEW_LEASE, instance, seconds, seconds)
                                .map(false));
    }

    /**
     * The clock counts whole seconds and the last of them is still the lease's, which so ends up to a second later than is said
     * here: a second less, so that it is out in time, but never less than 0.8 of it: its owner stops to act at 0.7 ({@code Lease}).
     */
    private static long seconds(Duration lease) {
        long safe = (lease.toMillis() * 8 + 9_999) / 10_000;
        return Math.max(safe, lease.plusMillis(999).toSeconds() - 1);
    }

    Future<Void> retire(String instance) {
        return database.run(Sql.GIVE_BACK_ALL, instance)
                .compose(given -> database.run(Sql.END_LEASE, instance))
                .mapEmpty();
    }

    Future<Void> retireOthers(String instance) {
        return database.run(Sql.END_OTHER_LEASES, instance).mapEmpty();
    }

    Future<@Nullable Claim> owner(String projectId, String asker) {
        return database.run(Sql.OWNER, projectId).map(rows -> {
            RowIterator<Row> row = rows.iterator();
            return row.hasNext() ? ownedAs(projectId, row.next(), asker) : null;
        });
    }

    private static @Nullable Claim ownedAs(String projectId, Row row, String asker) {
        String owner = row.getString(0);
        return owner == null ? null : new Claim(projectId, owner, row.getLong(1), owner.equals(asker));
    }

    Future<List<Claim>> ownedBy(String instance) {
        return database.run(Sql.OWNED, instance).map(rows -> {
            List<Claim> all = new ArrayList<>();
            rows.forEach(row -> all.add(new Claim(row.getString(0), instance, row.getLong(1), true)));
            return all;
        });
    }

    /** So many in one statement, one statement after the other, also where some are not given back. */
    Future<Void> release(List<Claim> claims) {
        if (claims.isEmpty()) {
            return Future.succeededFuture();
        }
        int some = Math.min(AT_ONCE, claims.size());
        return giveBack(claims.subList(0, some))
                .transform(given -> release(claims.subList(some, claims.size()))
                        .compose(all -> given.succeeded() ? all() : Future.failedFuture(given.cause())));
    }

    private static Future<Void> all() {
        return Future.succeededFuture();
    }

    /** At once what nobody else holds in the database; then the rest, if there is any, which waits for whoever does. */
    private Future<Void> giveBack(List<Claim> claims) {
        if (database.dialect().apart() == 0) {
            return giveBack(claims, false).mapEmpty();
        }
        return giveBack(claims, true)
                .compose(given -> given < claims.size() ? giveBack(claims, false) : Future.succeededFuture(given))
                .mapEmpty();
    }

    private Future<Integer> giveBack(List<Claim> claims, boolean free) {
        Map<String, Long> epochs = new HashMap<>();
        claims.forEach(claim -> epochs.put(claim.projectId(), claim.epoch()));
        List<String> projects = free ? Padded.several(epochs.keySet()) : Padded.texts(epochs.keySet());
        List<Object> parameters = new ArrayList<>(projects);
        parameters.add(free ? projects.size() : 0, claims.get(0).owner());
        for (String projectId : projects) {
            parameters.add(projectId);
            parameters.add(epochs.getOrDefault(projectId, NO_EPOCH));
        }
        String sql = free ? Sql.giveBackFree(projects.size()) : Sql.giveBack(projects.size());
        return database.run(sql, parameters.toArray()).map(RowSet::rowCount);
    }
}

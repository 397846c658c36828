package io.parley.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
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

    /** A part of a second counts as a whole one. */
    Future<Boolean> renew(String instance, Duration lease) {
        long seconds = lease.plusMillis(999).toSeconds();
        return database.run(Sql.RENEW, seconds, seconds, instance)
                .compose(renewed -> renewed.rowCount() > 0
                        ? Future.succeededFuture(true)
                        : database.run(Sql.NEW_LEASE, instance, seconds, seconds)
                                .map(false));
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

    /** So many in one statement, one statement after the other. */
    Future<Void> release(List<Claim> claims) {
        if (claims.isEmpty()) {
            return Future.succeededFuture();
        }
        int some = Math.min(AT_ONCE, claims.size());
        return giveBack(claims.subList(0, some)).compose(given -> release(claims.subList(some, claims.size())));
    }

    private Future<Void> giveBack(List<Claim> claims) {
        Map<String, Long> epochs = new HashMap<>();
        claims.forEach(claim -> epochs.put(claim.projectId(), claim.epoch()));
        List<String> projects = Padded.texts(epochs.keySet());
        List<Object> parameters = new ArrayList<>(List.of(claims.get(0).owner()));
        parameters.addAll(projects);
        for (String projectId : projects) {
            parameters.add(projectId);
            parameters.add(epochs.getOrDefault(projectId, NO_EPOCH));
        }
        return database.run(Sql.giveBack(projects.size()), parameters.toArray()).mapEmpty();
    }
}

package io.parley.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leases by the database's clock, and what is given back. */
final class SqlOwners {
    private final Database database;

    SqlOwners(Database database) {
        this.database = database;
    }

    /** A part of a second counts as a whole one. */
    Future<Void> renew(String instance, Duration lease) {
        long seconds = lease.plusMillis(999).toSeconds();
        return database.run(Sql.RENEW, instance, seconds).mapEmpty();
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

    Future<Void> release(Claim claim) {
        return database.run(Sql.GIVE_BACK, claim.projectId(), claim.owner(), claim.epoch())
                .mapEmpty();
    }
}

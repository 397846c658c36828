package io.parley.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leases by the database's clock, and who owns which conversation, by compare-and-set. */
final class SqlOwners {
    private static final int MAX_TRIES = 5;

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

    Future<Claim> claim(String projectId, String instance) {
        return claim(projectId, instance, MAX_TRIES);
    }

    Future<@Nullable Claim> owner(String projectId, String asker) {
        return read(projectId).map(held -> {
            String owner = held == null ? null : held.owner();
            return owner == null ? null : new Claim(projectId, owner, held.epoch(), owner.equals(asker));
        });
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

    private record Held(@Nullable String owner, long epoch) {}

    private Future<Claim> claim(String projectId, String instance, int tries) {
        if (tries == 0) {
            return Future.failedFuture(new StoreFailure("others claim " + projectId + " all the time", null));
        }
        return read(projectId)
                .compose(held -> held == null ? make(projectId) : Future.succeededFuture(held))
                .compose(held -> take(projectId, instance, held.epoch()))
                .compose(claim ->
                        claim == null ? claimedByAnother(projectId, instance, tries) : Future.succeededFuture(claim));
    }

    private Future<Claim> claimedByAnother(String projectId, String instance, int tries) {
        return read(projectId).compose(held -> {
            String owner = held == null ? null : held.owner();
            return owner == null || owner.equals(instance)
                    ? claim(projectId, instance, tries - 1)
                    : Future.succeededFuture(new Claim(projectId, owner, held.epoch(), false));
        });
    }

    private Future<@Nullable Held> read(String projectId) {
        return database.run(Sql.OWNER, projectId).map(SqlOwners::held);
    }

    private static @Nullable Held held(RowSet<Row> rows) {
        RowIterator<Row> row = rows.iterator();
        if (!row.hasNext()) {
            return null;
        }
        Row found = row.next();
        return new Held(found.getString(0), found.getLong(1));
    }

    private Future<Held> make(String projectId) {
        long now = System.currentTimeMillis();
        return database.run(Sql.NEW_CONVERSATION, projectId, now, now).map(new Held(null, 0));
    }

    /** The claim one epoch above {@code epoch}, or null where somebody else was there. */
    private Future<@Nullable Claim> take(String projectId, String instance, long epoch) {
        return database.run(Sql.CLAIM, instance, System.currentTimeMillis(), projectId, epoch, instance)
                .map(rows -> rows.rowCount() == 1 ? new Claim(projectId, instance, epoch + 1, true) : null);
    }
}

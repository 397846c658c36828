package io.parley.store;

import io.parley.store.StoreConfig.Migrate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;

/** The contracts, kept by the log in a database of a real server. */
final class MySqlLogTest {
    private static @Nullable StoreConfig database;
    private static @Nullable Path usedBy;

    interface Database extends LogUnderTest {
        @Override
        default Future<ConversationLog> open(Vertx vertx, Path folder) {
            return Logs.open(vertx, databaseOf(folder));
        }
    }

    /** One database for all tests, one after another; emptied before each, which is known by its folder. */
    private static StoreConfig databaseOf(Path folder) {
        try {
            MariaDbServer server = MariaDbServer.shared();
            StoreConfig config = database;
            if (config == null) {
                config = server.newDatabase();
                database = new StoreConfig(config.kind(), null, config.mysql(), Migrate.OFF);
            } else if (!folder.equals(usedBy)) {
                server.empty(config);
            }
            usedBy = folder;
            return config;
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Nested
    final class Appends extends AppendContract implements Database {}

    @Nested
    final class Claims extends ClaimContract implements Database {}

    @Nested
    final class Opens extends OpenContract implements Database {}

    @Nested
    final class Orphans extends OrphanContract implements Database {}

    @Nested
    final class Reads extends ReadContract implements Database {}

    @Nested
    final class Rosters extends RosterContract implements Database {}

    @Nested
    final class Turns extends TurnContract implements Database {}
}

package io.parley.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Opens the log that a configuration names. */
public final class Logs {
    private static final Library FLYWAY = new Library("org.flywaydb:flyway-core", "org.flywaydb.core.Flyway");
    private static final List<Library> H2 = List.of(
            new Library("io.vertx:vertx-jdbc-client", "io.vertx.jdbcclient.JDBCPool"),
            new Library("io.agroal:agroal-pool", "io.agroal.pool.DataSource"),
            new Library("com.h2database:h2", "org.h2.Driver"),
            FLYWAY);
    private static final List<Library> MYSQL = List.of(
            new Library("io.vertx:vertx-mysql-client", "io.vertx.mysqlclient.MySQLBuilder"),
            new Library("org.mariadb.jdbc:mariadb-java-client", "org.mariadb.jdbc.Driver"),
            new Library("org.flywaydb:flyway-mysql", "org.flywaydb.database.mysql.MySQLDatabaseType"),
            FLYWAY);

    private Logs() {}

    /** What a kind of log needs, and a class of it. */
    private record Library(String artifact, String className) {
        boolean isThere() {
            try {
                Class.forName(className, false, Logs.class.getClassLoader());
                return true;
            } catch (ClassNotFoundException missing) {
                return false;
            }
        }
    }

    /** All of the SQL that makes the tables of a log, in its order. Blocks. */
    public static String schema() {
        return Migrations.all();
    }

    /**
     * Opens the log, to be used on the caller's event-loop context. All who open the same memory or the same file in one
     * Vert.x see one log, and all who open the same database anywhere. Fails with {@link StoreFailure} whose message says what to do.
     */
    public static Future<ConversationLog> open(Vertx vertx, StoreConfig config) {
        return open(vertx, config, CacheConfig.none());
    }

    /** The same, with a copy of the latest entries in Redis where the log is in a database. */
    public static Future<ConversationLog> open(Vertx vertx, StoreConfig config, CacheConfig cache) {
        return switch (config.kind()) {
            case MEMORY -> MemoryLog.open(vertx);
            case H2 -> with("h2", H2, () -> with(vertx, cache, tails -> H2File.open(vertx, config, tails)));
            case MYSQL ->
                with("mysql", MYSQL, () -> with(vertx, cache, tails -> MySqlServer.open(vertx, config, tails)));
        };
    }

    private static Future<ConversationLog> with(
            Vertx vertx, CacheConfig cache, Function<Tails, Future<ConversationLog>> open) {
        return cache.open(vertx)
                .compose(tails -> open.apply(tails)
                        .recover(failure -> tails.close().transform(closed -> Future.failedFuture(failure))));
    }

    /** An application that embeds us may have left out libraries that it does not need. */
    private static Future<ConversationLog> with(
            String kind, List<Library> libraries, Supplier<Future<ConversationLog>> open) {
        List<String> missing = libraries.stream()
                .filter(library -> !library.isThere())
                .map(Library::artifact)
                .toList();
        return missing.isEmpty()
                ? open.get()
                : Future.failedFuture(new StoreFailure(
                        "store.kind " + kind + " needs libraries that are not on the class path: add "
                                + String.join(", ", missing) + ", or set store.kind to memory",
                        null));
    }
}

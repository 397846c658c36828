package io.parley.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Opens the log that a configuration names. */
public final class Logs {
    private Logs() {}

    /** All of the SQL that makes the tables of a log, in its order. Blocks. */
    public static String schema() {
        return Migrations.all();
    }

    /**
     * Opens the log, to be used on the caller's event-loop context. All who open the same memory or the same file in one
     * Vert.x see one log, and all who open the same database anywhere. Fails with {@link StoreFailure} whose message says what to do.
     */
    public static Future<ConversationLog> open(Vertx vertx, StoreConfig config) {
        return switch (config.kind()) {
            case MEMORY -> MemoryLog.open(vertx);
            case H2 -> H2File.open(vertx, config);
            case MYSQL -> MySqlServer.open(vertx, config);
        };
    }
}

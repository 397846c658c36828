package io.parley.store;

import io.parley.ops.EventLog;
import io.parley.protocol.Ids;
import io.parley.store.StoreConfig.H2;
import io.parley.store.StoreConfig.Migrate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.jdbcclient.JDBCConnectOptions;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.h2.api.ErrorCode;

/** Opens the log in a file of H2, which one process can do at a time. */
final class H2File {
    private static final EventLog LOG = EventLog.of(H2File.class, EventLog.PARLEY);
    private static final String USER = "sa";
    private static final String PASSWORD = "";
    private static final int READERS = 4;
    private static final int WRITERS = 2;
    private static final int MAX_WAITING = 256;
    private static final int CONNECT_SECONDS = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /**
     * The ways of MySQL; each commit goes to the file at once. What a commit replaced is kept for 45 s: with a short
     * RETENTION_TIME new pages are written over such as H2 needs to find the newest commit after a kill.
     */
    private static final String SETTINGS = ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
            + ";NON_KEYWORDS=USER,VALUE,KEY;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;RETENTION_TIME=45000";

    private final String file;
    private final String url;

    private H2File(String file) {
        this.file = Path.of(file).toAbsolutePath().normalize().toString();
        this.url = "jdbc:h2:file:" + this.file + SETTINGS;
    }

    static Future<ConversationLog> open(Vertx vertx, StoreConfig config) {
        H2 h2 = Objects.requireNonNull(config.h2());
        H2File file = new H2File(h2.file());
        return Loop.here(vertx)
                .compose(loop -> vertx.executeBlocking(() -> file.connect(config.migrate()), false)
                        .compose(first -> file.open(vertx, loop, Dialect.h2(h2.fsync()))
                                .eventually(() -> vertx.executeBlocking(() -> closed(first), false))));
    }

    /** The first connection, with the schema in order. While it is open, the file stays open between the others. */
    private Connection connect(Migrate migrate) throws SQLException {
        Connection first = connect();
        try {
            Migrations.run(migrate, url, USER, PASSWORD);
            return first;
        } catch (StoreFailure failure) {
            first.close();
            throw failure;
        }
    }

    private Connection connect() {
        try {
            return DriverManager.getConnection(url, USER, PASSWORD);
        } catch (SQLException failure) {
            throw new StoreFailure(sentence(failure), failure);
        }
    }

    private String sentence(SQLException failure) {
        return failure.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1
                ? file + ".mv.db is in use by another process: stop that one, or set data_dir to another folder"
                : file + ".mv.db cannot be opened: "
                        + String.valueOf(failure.getMessage())
                                .lines()
                                .findFirst()
                                .orElse("");
    }

    private Future<ConversationLog> open(Vertx vertx, Loop loop, Dialect dialect) {
        Database database = new Database(loop, pool(vertx, READERS), pool(vertx, WRITERS), dialect, TIMEOUT);
        return SqlLog.open(loop, database, Ids.next())
                .onSuccess(log -> LOG.info("log_opened").log("the log is in {}.mv.db", file))
                .recover(failure -> database.close().transform(closed -> Future.failedFuture(failure)));
    }

    private Pool pool(Vertx vertx, int connections) {
        JDBCConnectOptions connect =
                new JDBCConnectOptions().setJdbcUrl(url).setUser(USER).setPassword(PASSWORD);
        PoolOptions options = new PoolOptions()
                .setMaxSize(connections)
                .setMaxWaitQueueSize(MAX_WAITING)
                .setConnectionTimeout(CONNECT_SECONDS)
                .setConnectionTimeoutUnit(TimeUnit.SECONDS);
        return JDBCPool.pool(vertx, connect, options);
    }

    private static boolean closed(Connection connection) throws SQLException {
        connection.close();
        return true;
    }
}

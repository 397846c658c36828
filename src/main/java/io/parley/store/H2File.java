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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.h2.api.ErrorCode;
import org.h2.mvstore.MVStoreException;

/** Opens the log in a file of H2, which one process can do at a time, or at the one that serves it to others. */
final class H2File {
    private static final EventLog LOG = EventLog.of(H2File.class, EventLog.PARLEY);
    private static final String USER = "sa";
    private static final String PASSWORD = "";
    private static final int READERS = 4;
    private static final int WRITERS = 2;
    private static final int MAX_WAITING = 2_048;
    private static final int CONNECT_SECONDS = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long LEAST_BYTES_TO_COMPACT = 64L * 1024 * 1024;
    private static final long PATIENCE_MS = 60_000;
    /** Less does not hold a log that has anything in it. */
    private static final long LEAST_BYTES_LEFT = 1024 * 1024;
    /** One that was made and left before it had tables. */
    private static final long MOST_BYTES_OF_AN_EMPTY_FILE = 24 * 1024;

    /**
     * The ways of MySQL; each commit goes to the file at once. What a commit replaced is kept for 45 s: with a short
     * RETENTION_TIME new pages are written over such as H2 needs to find the newest commit after a kill.
     */
    private static final String SETTINGS = ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
            + ";NON_KEYWORDS=USER,VALUE,KEY;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;RETENTION_TIME=45000"
            + ";TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0";

    private final H2 config;
    private final String file;
    private final String url;
    private final long leastBytes;

    H2File(H2 config, long leastBytes) {
        this.config = config;
        this.file = Path.of(config.file()).toAbsolutePath().normalize().toString();
        this.url = (config.isServed()
                        ? "jdbc:h2:tcp://" + config.server() + "/" + config.serverToken()
                        : "jdbc:h2:file:" + file)
                + SETTINGS;
        this.leastBytes = leastBytes;
    }

    /** As it is configured, where it is compacted when that is worth it. */
    H2File(H2 config) {
        this(config, LEAST_BYTES_TO_COMPACT);
    }

    /** Its path, without the ending. */
    String file() {
        return file;
    }

    static Future<ConversationLog> open(Vertx vertx, StoreConfig config, Tails tails) {
        return open(vertx, config, LEAST_BYTES_TO_COMPACT, tails);
    }

    /** Compacts a file of {@code leastBytes} or more of which little lives. */
    static Future<ConversationLog> open(Vertx vertx, StoreConfig config, long leastBytes, Tails tails) {
        H2 h2 = Objects.requireNonNull(config.h2());
        H2File file = new H2File(h2, leastBytes);
        return Loop.here(vertx)
                .compose(loop -> file.first(vertx, config.migrate())
                        .compose(first -> file.open(vertx, loop, Dialect.h2(h2.fsync()), tails)
                                .eventually(() -> vertx.executeBlocking(() -> closed(first), false))))
                .recover(failure -> Future.failedFuture(file.explained(failure)));
    }

    /** One after another: who compacts the file must be alone with it. */
    private Future<Connection> first(Vertx vertx, Migrate migrate) {
        return vertx.sharedData()
                .getLocalLockWithTimeout("parley.store " + file, PATIENCE_MS)
                .compose(lock ->
                        vertx.executeBlocking(() -> connect(migrate), false).onComplete(done -> lock.release()));
    }

    /** The first connection, with the schema in order. While it is open, the file stays open between the others. */
    Connection connect(Migrate migrate) throws SQLException {
        Connection first = config.isServed() ? connect() : opened();
        try {
            Migrations.run(migrate, url, USER, PASSWORD);
            return first;
        } catch (StoreFailure failure) {
            try (first) {
                throw failure;
            }
        }
    }

    /** What H2 says of a full disk is seldom that; and it says it whatever was asked, also on closing. */
    private Throwable explained(Throwable failure) {
        long left = config.isServed() ? Long.MAX_VALUE : bytesLeft();
        if (left < LEAST_BYTES_LEFT && (failure instanceof StoreFailure || isOfH2(failure))) {
            return new StoreFailure(
                    file + ".mv.db cannot be opened: only " + left
                            + " bytes are left on its disk; make room there, or set data_dir to another folder",
                    failure);
        }
        return isOfH2(failure)
                ? new StoreFailure(file + ".mv.db cannot be opened: " + firstLine(failure), failure)
                : failure;
    }

    private static boolean isOfH2(Throwable failure) {
        return failure instanceof SQLException || failure instanceof MVStoreException;
    }

    private long bytesLeft() {
        try {
            return Files.getFileStore(Objects.requireNonNull(Path.of(file).getParent()))
                    .getUsableSpace();
        } catch (IOException unknown) {
            return Long.MAX_VALUE;
        }
    }

    private Connection opened() throws SQLException {
        makeFolder();
        long bytes = bytes();
        Connection opened = connect();
        if (bytes > MOST_BYTES_OF_AN_EMPTY_FILE && !hasLog(opened)) {
            execute(opened, "SHUTDOWN IMMEDIATELY"); // writes nothing
            throw new StoreFailure(notALog(bytes), null);
        }
        return compacted(opened);
    }

    private void makeFolder() {
        Path folder = Objects.requireNonNull(Path.of(file).getParent());
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, forItsOwnerAlone(folder));
            }
        } catch (IOException failure) {
            throw new StoreFailure(
                    "the folder " + folder + " cannot be made ("
                            + failure.getClass().getSimpleName() + ": " + failure.getMessage()
                            + "); set data_dir to another folder",
                    failure);
        }
        if (!Files.isWritable(folder)) {
            throw new StoreFailure("nothing can be written in " + folder + "; set data_dir to another folder", null);
        }
    }

    /** What a log has in it is nobody else's on this machine; a folder that is there stays as it is. */
    private static FileAttribute<?>[] forItsOwnerAlone(Path folder) {
        boolean hasRights = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        return hasRights
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private long bytes() {
        try {
            return Files.size(Path.of(file + ".mv.db"));
        } catch (IOException absent) {
            return 0;
        }
    }

    private static boolean hasLog(Connection open) throws SQLException {
        try (ResultSet tables = open.getMetaData().getTables(null, null, "log", null)) {
            return tables.next();
        }
    }

    private static void execute(Connection open, String sql) throws SQLException {
        try (Statement statement = open.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() {
        try {
            return DriverManager.getConnection(url, USER, PASSWORD);
        } catch (SQLException failure) {
            throw new StoreFailure(sentence(failure), failure);
        }
    }

    /** The same connection, or a new one to the file after it was compacted. */
    private Connection compacted(Connection open) throws SQLException {
        H2Room room = H2Room.of(open);
        if (room.bytes() < leastBytes || !room.isMostlyDead() || !room.isAlone()) {
            return open;
        }
        execute(open, "SHUTDOWN COMPACT");
        Connection again = connect();
        LOG.info("log_compacted")
                .log(
                        "compacted {}.mv.db from {} to {} bytes",
                        file,
                        room.bytes(),
                        H2Room.of(again).bytes());
        return again;
    }

    private String notALog(long bytes) {
        return file + ".mv.db has " + bytes + " bytes and no log in it: it is damaged, or not of Parley;"
                + " bring it back from a copy, or move it away to begin anew";
    }

    private String sentence(SQLException failure) {
        if (config.isServed()) {
            return "the process that serves the log at " + config.server() + " does not answer as it should: "
                    + firstLine(failure);
        }
        if (failure.getErrorCode() == ErrorCode.SCHEMA_NOT_FOUND_1) {
            return notALog(bytes()); // a file of H2 with other settings than ours
        }
        return failure.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1
                ? file + ".mv.db is in use by another process: stop that one, or set data_dir to another folder"
                : file + ".mv.db cannot be opened: " + firstLine(failure);
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    private Future<ConversationLog> open(Vertx vertx, Loop loop, Dialect dialect, Tails tails) {
        Database database =
                new Database(loop, () -> new Pools(pool(vertx, READERS), pool(vertx, WRITERS)), dialect, TIMEOUT);
        return SqlLog.open(loop, database, Ids.next(), tails)
                .onSuccess(log -> LOG.info("log_opened").log("the log is in {}", config))
                .recover(failure -> database.close().transform(closed -> Future.failedFuture(failure)));
    }

    Pool pool(Vertx vertx, int connections) {
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

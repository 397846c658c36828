package io.parley.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.parley.FreePorts;
import io.parley.ServerProcess;
import io.parley.store.StoreConfig.MySql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A real MariaDB for tests: a child process on a free port of this machine, with a folder of its own, which remembers
 * across {@link #kill} and {@link #restart}. It never is a service that happens to run.
 */
public final class MariaDbServer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final String USER = "parley";
    private static final String PASSWORD = "a secret of the tests";
    private static final String ADMIN = "tests";
    private static final String FIRST_SQL = "CREATE USER IF NOT EXISTS '" + ADMIN + "'@'127.0.0.1' IDENTIFIED BY '"
            + PASSWORD + "';\nGRANT ALL ON *.* TO '" + ADMIN + "'@'127.0.0.1' WITH GRANT OPTION;\n"
            + "CREATE USER IF NOT EXISTS '" + USER + "'@'127.0.0.1' IDENTIFIED BY '" + PASSWORD + "';\n"
            + "GRANT ALL ON `parley\\_%`.* TO '" + USER + "'@'127.0.0.1';\n";

    private static final List<String> TABLES =
            List.of("log", "instance", "conversation", "member", "message", "turn", "checkpoint");

    private static @Nullable MariaDbServer shared;

    private final int port = FreePorts.one();
    private final ServerProcess process;

    private MariaDbServer(Path folder, List<String> options) throws Exception {
        MariaDbBinary binary = MariaDbBinary.find();
        List<String> common = common(binary, folder);
        initialize(folder, common, binary.systemTables());
        List<String> command = new ArrayList<>(common);
        command.addAll(List.of("--bind-address=127.0.0.1", "--port=" + port, "--socket=" + folder.resolve("s")));
        command.addAll(List.of("--init-file=" + folder.resolve("first.sql"), "--skip-name-resolve"));
        command.addAll(options);
        this.process = ServerProcess.start(folder, command, "ready for connections", START);
    }

    /** Starts a server that takes connections; {@code options} as on its command line. */
    public static MariaDbServer start(String... options) throws Exception {
        return new MariaDbServer(Files.createTempDirectory("parley-mariadb-"), List.of(options));
    }

    /** The one server of this JVM, for tests that do it no harm: each takes a {@link #newDatabase} of its own. */
    public static synchronized MariaDbServer shared() throws Exception {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    public int port() {
        return port;
    }

    /** A log in a new database of this server. Its user may do all there, and nothing elsewhere. */
    public StoreConfig newDatabase() throws SQLException {
        String name = "parley_" + UUID.randomUUID().toString().replace("-", "");
        execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
        return StoreConfig.mysql(config(name));
    }

    /** Takes all rows from the tables of a log: faster than a new database with its tables. */
    public void empty(StoreConfig log) throws SQLException {
        String database = Objects.requireNonNull(log.mysql()).database();
        try (Connection connection = admin();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute("DELETE FROM " + database + "." + table);
            }
        }
    }

    /** A connection that may do all; for what a test does behind the log's back. */
    public Connection admin() throws SQLException {
        return DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port + "/", ADMIN, PASSWORD);
    }

    /** Runs one statement as somebody who may do all. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = admin();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** As {@link ServerProcess#kill}. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /** As {@link ServerProcess#restart}, at the same port; returns when it takes connections. */
    public void restart() throws IOException {
        process.restart();
    }

    /** As {@link ServerProcess#freeze}. */
    public void freeze() throws Exception {
        process.freeze();
    }

    /** As {@link ServerProcess#thaw}. */
    public void thaw() throws Exception {
        process.thaw();
    }

    /** Whether ordinary users may write. */
    public void readOnly(boolean readOnly) throws SQLException {
        execute("SET GLOBAL read_only = " + (readOnly ? "ON" : "OFF"));
    }

    @Override
    public void close() {
        process.close();
    }

    private MySql config(String database) {
        return new MySql("127.0.0.1", port, database, USER, PASSWORD, 8, null, null);
    }

    private static List<String> common(MariaDbBinary binary, Path folder) {
        List<String> command = new ArrayList<>(List.of(binary.program().toString(), "--no-defaults"));
        command.addAll(List.of("--basedir=" + binary.base(), "--lc-messages-dir=" + binary.share()));
        command.addAll(List.of("--character-sets-dir=" + binary.share().resolve("charsets")));
        command.addAll(List.of("--datadir=" + folder.resolve("data"), "--innodb-log-file-size=16M"));
        if (System.getProperty("user.name").equals("root")) {
            command.add("--user=root");
        }
        return command;
    }

    private static void initialize(Path folder, List<String> common, String systemTables) throws Exception {
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(folder.resolve("first.sql"), FIRST_SQL);
        List<String> bootstrap = new ArrayList<>(common);
        bootstrap.addAll(List.of("--bootstrap", "--enforce-storage-engine=", "--max-allowed-packet=8M"));
        Path log = folder.resolve("bootstrap.log");
        Process once = new ProcessBuilder(bootstrap)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (var in = once.getOutputStream()) {
            in.write(systemTables.getBytes(UTF_8));
        }
        if (!once.waitFor(START.toSeconds(), SECONDS) || once.exitValue() != 0) {
            once.destroyForcibly();
            throw new IllegalStateException("mariadbd --bootstrap failed:\n" + Files.readString(log));
        }
    }
}

package io.parley.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.Signals;
import io.parley.store.StoreConfig.MySql;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
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

    private final Path folder;
    private final int port;
    private final List<String> command;
    private Process process;

    private MariaDbServer(Path folder, List<String> options) throws Exception {
        this.folder = folder;
        this.port = freePort();
        MariaDbBinary binary = MariaDbBinary.find();
        List<String> common = common(binary, folder);
        initialize(common, binary.systemTables());
        this.command = new ArrayList<>(common);
        command.addAll(List.of("--bind-address=127.0.0.1", "--port=" + port, "--socket=" + folder.resolve("s")));
        command.addAll(List.of("--init-file=" + folder.resolve("first.sql"), "--skip-name-resolve"));
        command.addAll(options);
        this.process = launch();
    }

    /** Starts a server that takes connections; {@code options} as on its command line. */
    public static MariaDbServer start(String... options) throws Exception {
        MariaDbServer server = new MariaDbServer(Files.createTempDirectory("parley-mariadb-"), List.of(options));
        Runtime.getRuntime().addShutdownHook(new Thread(server::end));
        return server;
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

    /** Kills it without warning (SIGKILL). */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, SECONDS);
    }

    /** Begins again after {@link #kill}, at the same port and with what it remembers; returns when it takes connections. */
    public void restart() throws IOException {
        process = launch();
    }

    /** Stops it in its tracks: the system accepts connections for it, and nothing is answered (SIGSTOP). */
    public void freeze() throws Exception {
        Signals.freeze(process);
    }

    /** Ends {@link #freeze}. */
    public void thaw() throws Exception {
        Signals.thaw(process);
    }

    /** Whether ordinary users may write. */
    public void readOnly(boolean readOnly) throws SQLException {
        execute("SET GLOBAL read_only = " + (readOnly ? "ON" : "OFF"));
    }

    @Override
    public void close() throws InterruptedException {
        kill();
        end();
    }

    private void end() {
        process.destroyForcibly().onExit().join();
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException gone) {
            // closed before
        }
    }

    private MySql config(String database) {
        return new MySql("127.0.0.1", port, database, USER, PASSWORD, 8, null, null);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
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

    private void initialize(List<String> common, String systemTables) throws Exception {
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

    private Process launch() throws IOException {
        Path log = folder.resolve("server.log");
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Awaitility.await()
                .atMost(START)
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> assertThat(started.isAlive())
                        .as("mariadbd runs, else see %s", log)
                        .isTrue())
                .until(() -> Files.readString(log).contains("ready for connections"));
        return started;
    }
}

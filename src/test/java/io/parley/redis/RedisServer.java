package io.parley.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.Signals;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis of one test: a child process on a free port of this machine, with a folder of its own and everything
 * written down, so that it remembers across {@link #kill} and {@link #restart}. It is the {@code redis-server} of the
 * {@code PATH}, else the one that embedded-redis brings.
 */
public final class RedisServer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(20);

    private final Path folder;
    private final int port;
    private final List<String> command;
    private Process process;

    private RedisServer(Path folder, int port, List<String> options) throws IOException {
        this.folder = folder;
        this.port = port;
        this.command = command(folder, port, options);
        this.process = launch();
    }

    /** Starts a server that takes commands; {@code options} as on its command line, such as {@code --requirepass}. */
    public static RedisServer start(String... options) throws Exception {
        Path folder = Files.createTempDirectory("parley-redis-");
        RedisServer server = new RedisServer(folder, freePort(), List.of(options));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.process.destroyForcibly()));
        return server;
    }

    /** A port of this machine at which nobody listens. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public int port() {
        return port;
    }

    /** This server, with a time-out that a busy machine keeps. */
    public RedisConfig config() {
        return config(Duration.ofSeconds(5));
    }

    /** This server. */
    public RedisConfig config(Duration commandTimeout) {
        return new RedisConfig(true, "127.0.0.1", port, 0, null, null, commandTimeout.toMillis(), 1_024);
    }

    /** Kills it without warning (SIGKILL). */
    public void kill() throws Exception {
        process.destroyForcibly();
        process.waitFor(10, SECONDS);
    }

    /** Begins again after {@link #kill}, at the same port and with what it remembers. */
    public void restart() throws Exception {
        process = launch();
    }

    /** Stops it in its tracks: it accepts connections and answers nothing (SIGSTOP). */
    public void freeze() throws Exception {
        Signals.freeze(process);
    }

    /** Ends {@link #freeze}. */
    public void thaw() throws Exception {
        Signals.thaw(process);
    }

    @Override
    public void close() throws Exception {
        kill();
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    private Process launch() throws IOException {
        Path log = folder.resolve("redis.log");
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Awaitility.await()
                .atMost(START)
                .failFast(() -> assertThat(started.isAlive())
                        .as("redis-server runs, else see %s", log)
                        .isTrue())
                .until(() -> Files.readString(log).contains("Ready to accept connections"));
        return started;
    }

    private static List<String> command(Path folder, int port, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(binary(folder)));
        command.addAll(List.of("--bind", "127.0.0.1", "--port", String.valueOf(port), "--dir", folder.toString()));
        command.addAll(List.of("--appendonly", "yes", "--save", ""));
        command.addAll(options);
        return command;
    }

    private static String binary(Path folder) throws IOException {
        for (String entry : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path installed = Path.of(entry, "redis-server");
            if (Files.isExecutable(installed)) {
                return installed.toString();
            }
        }
        return ExecutableProvider.newJarResourceProvider(folder.toFile()).get().getPath();
    }
}

package io.parley.redis;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.parley.FreePorts;
import io.parley.ServerProcess;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis of one test: a child process on a free port of this machine, with a folder of its own and everything
 * written down, so that it remembers across {@link #kill} and {@link #restart}. It is the {@code redis-server} of the
 * {@code PATH}, else the one that embedded-redis brings.
 */
public final class RedisServer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(20);

    private final int port;
    private final ServerProcess process;

    private RedisServer(Path folder, int port, List<String> options) throws IOException {
        this.port = port;
        this.process =
                ServerProcess.start(folder, command(folder, port, options), "Ready to accept connections", START);
    }

    /** Starts a server that takes commands; {@code options} as on its command line, such as {@code --requirepass}. */
    public static RedisServer start(String... options) throws IOException {
        return new RedisServer(Files.createTempDirectory("parley-redis-"), FreePorts.one(), List.of(options));
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

    /** Makes it a replica of the server at this address, or with {@code NO}, {@code ONE} a master again. */
    public void follow(RedisLink admin, String host, String port) throws Exception {
        admin.send(Request.cmd(Command.REPLICAOF, host, port)).await(10, SECONDS);
    }

    /** As {@link ServerProcess#kill}. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /** As {@link ServerProcess#restart}, at the same port. */
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

    /** As {@link ServerProcess#loseFolder}. */
    public void loseFolder() {
        process.loseFolder();
    }

    /** Forgets all that it knows. */
    public void flush() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() != '+') {
                throw new IOException("FLUSHALL was refused");
            }
        }
    }

    @Override
    public void close() {
        process.close();
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

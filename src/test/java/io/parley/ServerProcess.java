package io.parley;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A database or the like that tests use: a child process of this JVM, with a folder of its own, which remembers across {@link
 * #kill} and {@link #restart}. It ends with this JVM at the latest, and its folder goes with it.
 */
public final class ServerProcess implements AutoCloseable {
    private final Path folder;
    private final List<String> command;
    private final String readyLine;
    private final Duration patience;
    private Process process;

    private ServerProcess(Path folder, List<String> command, String readyLine, Duration patience) throws IOException {
        this.folder = folder;
        this.command = List.copyOf(command);
        this.readyLine = readyLine;
        this.patience = patience;
        this.process = launch();
    }

    /** Starts {@code command} and waits until it has said {@code readyLine}; {@code folder} is its own. */
    public static ServerProcess start(Path folder, List<String> command, String readyLine, Duration patience)
            throws IOException {
        ServerProcess server = new ServerProcess(folder, command, readyLine, patience);
        Runtime.getRuntime().addShutdownHook(new Thread(server::end));
        return server;
    }

    /** Kills it without warning (SIGKILL). */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, SECONDS);
    }

    /** Begins again after {@link #kill}, as it was begun first; returns when it is ready. */
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

    /** Takes its folder away while it runs on: from now on it cannot write anything anew. */
    public void loseFolder() {
        delete();
    }

    @Override
    public void close() {
        end();
    }

    private void end() {
        process.destroyForcibly().onExit().join();
        delete();
    }

    private void delete() {
        if (Files.exists(folder)) {
            try (Stream<Path> paths = Files.walk(folder)) {
                paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    private Process launch() throws IOException {
        Path log = folder.resolve("server.log");
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Awaitility.await()
                .atMost(patience)
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> assertThat(started.isAlive())
                        .as("%s runs, else see %s", command.get(0), log)
                        .isTrue())
                .until(() -> Files.readString(log).contains(readyLine));
        return started;
    }
}

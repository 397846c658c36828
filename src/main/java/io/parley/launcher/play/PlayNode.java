package io.parley.launcher.play;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One node, a process of its own that ends with this one. What it logs goes to {@code lines}, under its name. Any thread.
 */
public final class PlayNode {
    private static final String READY = "ready in ";

    private final String name;
    private final int port;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Consumer<String> lines;
    private @Nullable Process process;

    /**
     * A node that does not run yet.
     *
     * @param port where its gateway is to listen
     * @param command what starts it; it ends when its standard input does
     */
    public PlayNode(
            String name, int port, List<String> command, Map<String, String> environment, Consumer<String> lines) {
        this.name = name;
        this.port = port;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.lines = lines;
    }

    public String name() {
        return name;
    }

    /** Where its gateway listens. */
    public int port() {
        return port;
    }

    /** The process that it is, or was last; 0 before the first. */
    public synchronized long pid() {
        return process == null ? 0 : process.pid();
    }

    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /**
     * Starts it, once more where it ended. Completes when it is ready, or exceptionally with {@link Ended} where it ended before
     * that; {@code ended} hears the exit code of one that was ready.
     */
    public synchronized CompletableFuture<PlayNode> start(Consumer<Integer> ended) {
        CompletableFuture<PlayNode> ready = new CompletableFuture<>();
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            Process started = builder.start();
            process = started;
            pump(started.errorReader(StandardCharsets.UTF_8), line -> lines.accept(name + " | " + line), () -> {});
            pump(
                    started.inputReader(StandardCharsets.UTF_8),
                    line -> readyAt(line, ready),
                    () -> over(started, ready, ended));
        } catch (IOException failure) {
            ready.completeExceptionally(failure);
        }
        return ready;
    }

    /** Asks it to stop in order. */
    public synchronized void stop() {
        if (process != null) {
            process.toHandle().destroy();
        }
    }

    /** Ends it at once, with everything that it had in mind. */
    public synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** Waits until it has ended; false where it had not after {@code timeoutMs}, and was ended at once. */
    public boolean awaitEnd(long timeoutMs) throws InterruptedException {
        Process last;
        synchronized (this) {
            last = process;
        }
        if (last == null || last.waitFor(timeoutMs, TimeUnit.MILLISECONDS)) {
            return true;
        }
        last.destroyForcibly();
        return false;
    }

    /** A node that ended before it was ready. */
    public static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int exitCode;

        Ended(int exitCode) {
            super("ended with exit code " + exitCode);
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    private void readyAt(String line, CompletableFuture<PlayNode> ready) {
        if (line.startsWith(READY)) {
            ready.complete(this);
        }
    }

    private static void over(Process process, CompletableFuture<PlayNode> ready, Consumer<Integer> ended) {
        int code = process.onExit().join().exitValue();
        if (!ready.completeExceptionally(new Ended(code))) {
            ended.accept(code);
        }
    }

    private void pump(BufferedReader from, Consumer<String> to, Runnable atEnd) {
        Thread reader = new Thread(
                () -> {
                    try (from) {
                        from.lines().forEach(to);
                    } catch (IOException | UncheckedIOException gone) {
                        lines.accept(name + " | its output broke off: " + gone.getMessage());
                    }
                    atEnd.run();
                },
                name + "-output");
        reader.setDaemon(true);
        reader.start();
    }
}

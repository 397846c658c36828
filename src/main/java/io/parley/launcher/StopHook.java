package io.parley.launcher;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Stops the node in order when the process is told to end, and then ends it with an exit code that says how it went. A node
 * that is just starting is stopped as soon as it is there; one that takes longer than {@value #START_PATIENCE_MS} ms has
 * served nobody, and ends as it is.
 */
final class StopHook extends Thread {
    private static final long START_PATIENCE_MS = 5_000;

    private final CompletableFuture<Node> starting;
    private final long timeoutMs;

    private StopHook(CompletableFuture<Node> starting, long timeoutMs) {
        super("parley-stop");
        this.starting = starting;
        this.timeoutMs = timeoutMs;
    }

    /** From now on the process ends in order. To be called before the node starts: it can be told to end at any time. */
    static void add(CompletableFuture<Node> starting, long timeoutMs) {
        try {
            Runtime.getRuntime().addShutdownHook(new StopHook(starting, timeoutMs));
            StopSignal.hear(() -> {});
        } catch (IllegalStateException ending) {
            throw new LaunchFailure(ExitCode.OK, "ended before it began");
        }
    }

    /** Whether this process ends: much of what starts wants a shutdown hook, and fails then. */
    static boolean isEnding() {
        Thread probe = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            return !Runtime.getRuntime().removeShutdownHook(probe);
        } catch (IllegalStateException ending) {
            return true;
        }
    }

    @Override
    public void run() {
        Node node;
        try {
            node = starting.get(START_PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | InterruptedException notStarted) {
            return; // what failed is told by who started it
        }
        stop(node);
    }

    private void stop(Node node) {
        if (Boolean.getBoolean("parley.terminal")) {
            System.err.println(node.busy().waiting(timeoutMs / 1_000));
        }
        ExitCode code = stopped(node);
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code.number());
    }

    private ExitCode stopped(Node node) {
        try {
            node.stop().toCompletionStage().toCompletableFuture().get(timeoutMs, TimeUnit.MILLISECONDS);
            return ExitCode.OK;
        } catch (TimeoutException e) {
            System.err.println("not stopped after " + timeoutMs + " ms; ending anyway");
            return ExitCode.UNFORESEEN;
        } catch (ExecutionException | InterruptedException e) {
            System.err.println("stopped, but not well: " + (e.getCause() == null ? e : e.getCause()));
            return ExitCode.UNFORESEEN;
        }
    }
}

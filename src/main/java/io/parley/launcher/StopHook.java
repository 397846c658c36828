package io.parley.launcher;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Stops the node in order when the process is told to end, and then ends it with an exit code that says how it went. A node
 * that is just starting is stopped as soon as it is there; of one that takes longer than {@value #START_PATIENCE_MS} ms, or
 * does not start, what serves already is stopped.
 */
final class StopHook extends Thread {
    private static final long START_PATIENCE_MS =
            1_500; // what stop_timeout_ms leaves by default beside the longest drain
    private static final long JOIN_PATIENCE_MS = 3_500;

    private final CompletableFuture<Node> begun;
    private final CompletableFuture<Node> starting;
    private final long timeoutMs;

    private StopHook(CompletableFuture<Node> begun, CompletableFuture<Node> starting, long timeoutMs) {
        super("parley-stop");
        this.begun = begun;
        this.starting = starting;
        this.timeoutMs = timeoutMs;
    }

    /**
     * From now on the process ends in order. To be called before the node starts: it can be told to end at any time.
     *
     * @param begun as {@link Node#start} completes it
     * @param starting the whole node; fails where it does not start
     */
    static void add(CompletableFuture<Node> begun, CompletableFuture<Node> starting, long timeoutMs) {
        try {
            Runtime.getRuntime().addShutdownHook(new StopHook(begun, starting, timeoutMs));
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
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        try {
            end(starting.get(Math.min(START_PATIENCE_MS, timeoutMs / 2), TimeUnit.MILLISECONDS), endNanos);
        } catch (TimeoutException late) {
            awaitBegun();
            if (begun.isDone()) {
                end(begun.join(), endNanos);
            }
        } catch (ExecutionException | InterruptedException notStarted) {
            if (begun.isDone()) {
                stopped(begun.join(), endNanos); // why, and with which exit code, is told by who started it
            }
        }
    }

    /** Who is just joining a cluster serves nobody, and is to leave it all the same. */
    private void awaitBegun() {
        try {
            CompletableFuture.anyOf(begun, starting)
                    .get(Math.min(JOIN_PATIENCE_MS, timeoutMs / 4), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | InterruptedException notBegun) {
            // then there is nothing to be stopped
        }
    }

    private void end(Node node, long endNanos) {
        if (Boolean.getBoolean("parley.terminal")) {
            System.err.println(node.busy().waiting(timeoutMs / 1_000));
        }
        ExitCode code = stopped(node, endNanos);
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code.number());
    }

    private ExitCode stopped(Node node, long endNanos) {
        try {
            node.stop()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
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

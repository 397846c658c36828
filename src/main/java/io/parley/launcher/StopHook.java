package io.parley.launcher;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Stops the node in order when the process is told to end, and then ends it with an exit code that says how it went. */
final class StopHook extends Thread {
    private final Node node;
    private final long timeoutMs;

    StopHook(Node node, long timeoutMs) {
        super("parley-stop");
        this.node = node;
        this.timeoutMs = timeoutMs;
    }

    @Override
    public void run() {
        if (Boolean.getBoolean("parley.terminal")) {
            System.err.println(node.busy().waiting(timeoutMs / 1_000));
        }
        ExitCode code = stopped();
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code.number());
    }

    private ExitCode stopped() {
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

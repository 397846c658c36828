package io.parley.launcher;

import io.vertx.core.Future;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code run}: starts a node and prints what a person has to know of it, in a dozen lines. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Starts a node. Without names it runs all that verticles.json enables.")
final class RunCommand implements Callable<Integer> {
    /** No exit code: the node runs on. */
    static final int RUNNING = -1;

    private static final int START_TIMEOUT_S = 60;

    @Mixin
    private RunOptions options = new RunOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--dry-run", description = "Check everything and print what would run, but start nothing.")
    private boolean dryRun;

    @Option(names = "--exit-when-ready", hidden = true, description = "Stop at once; for the class-data archive.")
    private boolean exitWhenReady;

    @Option(names = "--while-stdin", hidden = true, description = "Stop when standard input ends.")
    private boolean whileStdin;

    @Override
    public Integer call() throws Exception {
        Plan plan = options.plan();
        plan.notes().forEach(spec.commandLine().getErr()::println);
        PrintWriter out = spec.commandLine().getOut();
        if (dryRun) {
            out.println(new Announcement(plan).dryRun());
            return ExitCode.OK.number();
        }
        CompletableFuture<Node> begun = new CompletableFuture<>();
        CompletableFuture<Node> starting = new CompletableFuture<>();
        if (!exitWhenReady) {
            StopHook.add(begun, starting, plan.root().getLong("stop_timeout_ms"));
        }
        Announcement announcement = new Announcement(plan);
        announcement.beginning().forEach(out::println);
        Node node = started(plan, begun, starting);
        announcement.ready(node, Started.secondsAgo()).forEach(out::println);
        if (exitWhenReady) {
            node.stop().toCompletionStage().toCompletableFuture().get(START_TIMEOUT_S, TimeUnit.SECONDS);
            return ExitCode.OK.number();
        }
        if (whileStdin) {
            new StandardInput().start();
        }
        return RUNNING;
    }

    private static Node started(Plan plan, CompletableFuture<Node> begun, CompletableFuture<Node> node)
            throws Exception {
        Future.succeededFuture()
                .compose(now -> Node.start(plan, begun))
                .onSuccess(node::complete)
                .onFailure(node::completeExceptionally);
        try {
            return node.get(START_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (StopHook.isEnding()) {
                throw new LaunchFailure(ExitCode.OK, "ended before it was ready");
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            LaunchFailure late = new LaunchFailure(
                    ExitCode.TEMPORARY, "not ready after " + START_TIMEOUT_S + " s; the log says more");
            node.completeExceptionally(late);
            throw late;
        }
    }
}

package io.parley.launcher;

import io.parley.launcher.play.PlayCluster;
import io.parley.launcher.play.PlayNode;
import io.parley.store.StoreConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cluster}: a few nodes on this machine on one log, to kill one and see the others go on. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Starts a few nodes on this machine to play with: each a gateway and a conversation, all on one log.",
            "Says where they are and how to kill one; its name and Enter start it again. Ctrl-C stops all."
        })
final class ClusterCommand implements Callable<Integer> {
    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Plan plan = options.plan();
        PrintWriter out = spec.commandLine().getOut();
        plan.notes().forEach(spec.commandLine().getErr()::println);
        SharedStore store = SharedStore.of(StoreConfig.of(plan.section("store")));
        String name = options.name(plan);
        List<Integer> ports = options.freePorts();
        PlayCluster cluster = new PlayCluster(
                options.nodes(
                        name, ports, store.environment(), spec.commandLine().getErr()::println),
                out::println);
        Runtime.getRuntime()
                .addShutdownHook(new PlayStop(cluster, store, plan.root().getLong("stop_timeout_ms")));
        StopSignal.hear(cluster::kill);
        out.println("Parley " + Version.text() + ": " + cluster.nodes().size() + " nodes on this machine, one log in "
                + store + ". They start…");
        started(cluster);
        cluster.nodes().forEach(node -> out.println(described(node)));
        out.println("A program of yours joins by the name of the cluster, " + name + ", and its member 127.0.0.1:"
                + ports.get(0) + ".");
        out.println("Open the same conversation at two of them, and kill one. Ctrl-C stops all.");
        hear(cluster);
        new CountDownLatch(1).await(); // until the process is told to end
        return ExitCode.OK.number();
    }

    private static String described(PlayNode node) {
        return "  " + node.name() + "  http://localhost:" + node.port() + "  health http://localhost:"
                + (node.port() + 1) + "/health/ready  kill -9 " + node.pid();
    }

    private static void started(PlayCluster cluster) {
        try {
            cluster.start().join();
        } catch (CompletionException failure) {
            if (StopHook.isEnding()) {
                throw new LaunchFailure(ExitCode.OK, "ended before all nodes were ready");
            }
            if (failure.getCause() instanceof PlayNode.Ended ended) {
                throw new LaunchFailure(
                        ExitCode.of(ended.exitCode()), "a node did not start, see above; all are stopped");
            }
            throw failure;
        }
    }

    /** Lines that are typed are for the cluster, as long as there is somebody to type. */
    private void hear(PlayCluster cluster) {
        BufferedReader typed = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        try {
            for (String line = typed.readLine(); line != null; line = typed.readLine()) {
                cluster.told(line);
            }
        } catch (IOException nobody) {
            spec.commandLine().getErr().println("nothing can be typed any more: " + nobody.getMessage());
        }
    }
}

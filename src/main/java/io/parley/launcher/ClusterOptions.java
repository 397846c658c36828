package io.parley.launcher;

import io.parley.launcher.play.PlayNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be typed after {@code cluster}, and the nodes that it makes. */
final class ClusterOptions {
    private static final String NAME = "cluster.name=";
    /** Whatever a file for real nodes says: these are on this machine, by themselves. */
    private static final List<String> HERE =
            List.of("--set", "cluster.host=127.0.0.1", "--set", "cluster.join=members", "--set", "cluster.bus_port=0");

    private static final int MOST = 9;
    private static final int STEP = 10;
    private static final int HIGHEST_PORT = 65_535;
    private static final int FIRST_MEMBER_PORT = 5701;

    @Parameters(
            arity = "0..1",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many nodes, 1 to 9; 3 if not given.")
    private int count = 3;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description =
                    "Port of the first gateway, whose console is at the next; each further node has both 10 higher.")
    private int port = 8080;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Folder for what is kept on disk.")
    private @Nullable Path dataDir;

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description =
                    "One value of the configuration of all nodes, such as conversation.agent=echo. May be repeated.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--config", paramLabel = "FILE", description = "Instead of conf/cluster.json.")
    private @Nullable Path config;

    /** Reads and checks what is the same for all; starts nothing. */
    Plan plan() {
        if (count < 1 || count > MOST) {
            throw new LaunchFailure(ExitCode.USAGE, "cluster: 1 to " + MOST + " nodes, not " + count);
        }
        if (port < 1 || port + STEP * count > HIGHEST_PORT) {
            throw new LaunchFailure(
                    ExitCode.USAGE,
                    "cluster: --port must leave room for all nodes below " + HIGHEST_PORT + ", not " + port);
        }
        RunOptions run = new RunOptions();
        new CommandLine(run).parseArgs(common().toArray(String[]::new));
        return run.plan();
    }

    /** What other programs of this machine need to join: as {@code plan} has it, where it was told here, else one of this process. */
    String name(Plan plan) {
        boolean isTold = config != null || settings.stream().anyMatch(setting -> setting.startsWith(NAME));
        return isTold
                ? plan.section("cluster").getString("name")
                : "play-" + ProcessHandle.current().pid();
    }

    /** The nodes, n1 and so on, which do not run yet, and find each other at {@code ports}. What they log goes to {@code lines}. */
    List<PlayNode> nodes(String name, List<Integer> ports, Map<String, String> environment, Consumer<String> lines) {
        List<String> members = ports.stream().map(one -> "127.0.0.1:" + one).toList();
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    List<String> command = java();
                    command.addAll(List.of("run", "--while-stdin"));
                    command.addAll(common());
                    command.addAll(List.of("--port", String.valueOf(port + STEP * i)));
                    command.addAll(List.of("--ops-port", String.valueOf(port + STEP * i + 1)));
                    command.addAll(List.of("--set", NAME + name, "--set", "cluster.port=" + ports.get(i)));
                    command.addAll(List.of("--set", "cluster.members=" + String.join(",", members)));
                    return new PlayNode("n" + (i + 1), port + STEP * i, command, environment, lines);
                })
                .toList();
    }

    private List<String> common() {
        List<String> args = new ArrayList<>(List.of("--cluster"));
        settings.forEach(setting -> args.addAll(List.of("--set", setting)));
        args.addAll(HERE);
        if (dataDir != null) {
            args.addAll(List.of("--data-dir", dataDir.toString()));
        }
        if (config != null) {
            args.addAll(List.of("--config", config.toString()));
        }
        return args;
    }

    /** Java as it runs here. */
    private static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-Dparley.started="))
                .collect(Collectors.toList()));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        return command;
    }

    /** For the nodes to find each other; not such as the system gives to outgoing connections. */
    List<Integer> freePorts() {
        return IntStream.rangeClosed(FIRST_MEMBER_PORT, HIGHEST_PORT)
                .filter(ClusterOptions::isFree)
                .limit(count)
                .boxed()
                .toList();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}

package io.parley.faults.node;

import io.parley.FreePorts;
import io.parley.bus.TransportKind;
import io.parley.faults.checker.Quiet;
import io.parley.faults.checker.Violation;
import io.parley.redis.RedisServer;
import io.parley.store.StoreConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one test: each a JVM with ports and a log of its own, in a folder of their own. Those of a cluster find each
 * other and nobody else. The numbered agent answers, and nobody is too fast. To be used on the JUnit thread.
 */
public final class Nodes implements AutoCloseable {
    private static final int MOST = 6;
    private static final List<String> FOR_HAZELCAST = List.of(
            "--add-modules",
            "java.se",
            "--add-exports",
            "java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens",
            "java.base/java.lang=ALL-UNNAMED",
            "--add-opens",
            "java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens",
            "java.management/sun.management=ALL-UNNAMED",
            "--add-opens",
            "jdk.management/com.sun.management.internal=ALL-UNNAMED");

    private final Path folder;
    private final List<Integer> clusterPorts;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, NodeProcess> running = new LinkedHashMap<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    /** Null: members are a cluster. */
    private @Nullable RedisServer redis;

    private List<String> flags =
            List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-Dio.netty.leakDetection.level=paranoid");
    /** Null: all are on this machine's loopback. */
    private @Nullable Network network;

    private Nodes(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder.toAbsolutePath());
        this.clusterPorts = FreePorts.some(MOST).toList();
        settings.put("conversation.agent", NumberedAgent.class.getName());
        settings.put("gateway.rate.messages_per_second", "1000");
        settings.put("gateway.rate.burst", "1000");
        settings.put("store.kind", "memory");
    }

    /** With their logs in {@code target/faults/<name>}; what lay there before is gone. */
    public static Nodes called(String name) throws IOException {
        Path folder = Path.of("target", "faults", name);
        if (Files.exists(folder)) {
            try (Stream<Path> old = Files.walk(folder)) {
                for (Path path :
                        old.sorted((one, other) -> other.compareTo(one)).toList()) {
                    Files.delete(path);
                }
            }
        }
        return new Nodes(folder);
    }

    /** For all nodes that are started from now on. */
    public Nodes set(String key, Object value) {
        settings.put(key, String.valueOf(value));
        return this;
    }

    /** What carries messages between members that are started from now on: a cluster, or a Redis of their own and no cluster. */
    public Nodes over(TransportKind transport) throws IOException {
        if (transport == TransportKind.REDIS && redis == null) {
            redis = RedisServer.start();
            set("transport", "redis").set("redis.enabled", true).set("redis.port", redis.port());
        }
        return this;
    }

    /** The Redis that carries messages between these nodes. */
    public RedisServer redis() {
        return Objects.requireNonNull(redis, "a cluster has none");
    }

    /** To be measured: with so much heap, compiled as well as can be, and without a search for leaks. */
    public Nodes withHeap(int megabytes) {
        flags = List.of("-Xmx" + megabytes + "m");
        return this;
    }

    /** Each at an address of its own in {@code net}, for members that are started from now on. */
    public Nodes across(Network net) {
        network = net;
        return set("gateway.identity.dev_anywhere", true).set("gateway.limits.connections_per_address", 10_000);
    }

    /** With the log in a file that outlives the process. For one node with conversations at a time. */
    public Nodes onDisk() {
        settings.put("store.kind", "h2");
        return set("data_dir", folder.resolve("data"));
    }

    /** With the log in {@code database}, which all of them share; {@code port} is its own, or that of a proxy before it. */
    public Nodes on(StoreConfig.MySql database, int port) {
        settings.put("store.kind", "mysql");
        settings.put("store.mysql.host", network == null ? "127.0.0.1" : network.host());
        settings.put("store.mysql.user", database.user());
        settings.put("store.mysql.password", database.password());
        settings.put("store.mysql.database", database.database());
        return set("store.mysql.port", port);
    }

    /** Starts one node that is alone, with gateway and conversation. Does not wait. */
    public NodeProcess startAlone(String name, String... more) throws IOException {
        return start(name, List.of("run"), List.of(more));
    }

    /** Starts one of several nodes with {@code part}, such as {@code gateway}, or with all. Does not wait. */
    public NodeProcess startMember(String name, String part, String... more) throws IOException, InterruptedException {
        List<String> what = part.isEmpty() ? List.of("run") : List.of("run", part);
        List<String> all = new ArrayList<>(List.of(more));
        if (redis == null) {
            all.addAll(List.of("--cluster", "--set", "cluster.name=" + clusterName()));
            all.addAll(network == null ? onLoopback(name) : at(network, network.add(name)));
        }
        return start(name, what, all);
    }

    /** What one more member on loopback has to know, as {@code name}, {@code port} and {@code members} of the configuration. */
    public JsonObject membership() {
        return new JsonObject()
                .put("name", clusterName())
                .put("port", FreePorts.one())
                .put("members", new JsonArray(members()));
    }

    private String clusterName() {
        return folder.getFileName() + "-" + clusterPorts.get(0);
    }

    private List<String> members() {
        return clusterPorts.stream().map(port -> "127.0.0.1:" + port).toList();
    }

    private List<String> onLoopback(String name) {
        int place = new ArrayList<>(ports.keySet()).indexOf(name);
        String members = String.join(",", members());
        int port = clusterPorts.get(place < 0 ? ports.size() : place);
        return List.of("--set", "cluster.members=" + members, "--set", "cluster.port=" + port);
    }

    private static List<String> at(Network network, String address) {
        String members = String.join(",", network.addresses(MOST));
        List<String> all = new ArrayList<>(List.of("--set", "cluster.members=" + members));
        all.addAll(List.of("--set", "cluster.host=" + address, "--set", "gateway.host=" + address));
        return all;
    }

    /** Starts {@code name} once more, as it was, after it has ended. Does not wait. */
    public NodeProcess startAgain(String name) throws IOException {
        NodeProcess old = node(name);
        NodeProcess again = old.again();
        running.put(name, again);
        return again;
    }

    /** Waits until all that were started are ready. */
    public void awaitReady() throws InterruptedException {
        for (NodeProcess node : running.values()) {
            node.awaitReady();
        }
    }

    public NodeProcess node(String name) {
        NodeProcess node = running.get(name);
        if (node == null) {
            throw new IllegalArgumentException("no node " + name);
        }
        return node;
    }

    /** All that were started, the last of each name. */
    public Collection<NodeProcess> all() {
        return List.copyOf(running.values());
    }

    /** The port of the gateway of {@code name}, the same whenever it is started. */
    public int port(String name) throws IOException {
        Integer port = ports.get(name);
        if (port == null) {
            port = FreePorts.one();
            ports.put(name, port);
        }
        return port;
    }

    /** The address of the gateway of {@code name}. */
    public URI url(String name) throws IOException, InterruptedException {
        return network == null ? Addresses.of(port(name)) : Addresses.of(network.add(name), port(name));
    }

    /** Where the journal of this test belongs. */
    public Path journal() {
        return journal("journal");
    }

    /** Where the journal of one of several crowds belongs. */
    public Path journal(String crowd) {
        return folder.resolve(crowd + ".jsonl");
    }

    /** What breaks C9, but for lines that have one of {@code explained} in them; that a thread was blocked only a freeze of its node explains. */
    public List<Violation> noise(String... explained) throws IOException {
        List<Violation> all = new ArrayList<>();
        for (NodeProcess node : running.values()) {
            Set<String> here = new HashSet<>(Arrays.asList(explained));
            if (node.stoodStill()) {
                here.add("has been blocked for");
            }
            all.addAll(Quiet.broken(node.name(), node.log(), here));
        }
        return all;
    }

    @Override
    public void close() {
        running.values().forEach(NodeProcess::close);
        if (redis != null) {
            redis.close();
        }
    }

    private NodeProcess start(String name, List<String> what, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(network == null ? List.of() : network.in(name));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(flags);
        command.addAll(FOR_HAZELCAST);
        command.add("-Dparley.home=" + Path.of("").toAbsolutePath());
        command.addAll(
                List.of("-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.add("io.parley.launcher.Main");
        command.addAll(what);
        command.addAll(List.of("--port", String.valueOf(port(name)), "--ops-port", "0"));
        settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        command.addAll(more);
        NodeProcess node = NodeProcess.start(name, command, folder.resolve(name + ".log"));
        NodeProcess before = running.put(name, node);
        if (before != null) {
            before.close();
        }
        return node;
    }
}

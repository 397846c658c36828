package io.parley.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.FreePorts;
import io.parley.client.ConnectOptions;
import io.parley.client.TestClient;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cluster to play with, as {@code ./launcher cluster} starts it. */
class ClusterCommandTest {
    private static final int ENOUGH = 30;

    private final Vertx vertx = Vertx.vertx();
    private final Path folder;

    ClusterCommandTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void nodesShareOneLogAndGoOnWithoutOneThatIsKilledAndComesBack() throws Exception {
        int port = FreePorts.one();
        try (var cluster = start("2", port)) {
            ProcessHandle first = node(cluster.line("  n1 .*"));
            ProcessHandle second = node(cluster.line("  n2 .*"));
            try (var client = new TestClient(vertx, to(port + 10, null))) {
                client.next("status");
                ask(client, "c1");

                first.destroyForcibly();
                cluster.line("n1 has ended .*");
                ask(client, "c2");

                cluster.type("n1");
                cluster.line("n1 is back: .*");
            }
            assertThat(entries(port))
                    .isEqualTo(LongStream.rangeClosed(1, 4).boxed().toList());
            cluster.terminate();
            cluster.exitCode();
            await().atMost(Duration.ofSeconds(10)).until(() -> !second.isAlive());
        }
    }

    @Test
    void nodesEndWithTheProcessThatStartedThem() throws Exception {
        try (var cluster = start("1", FreePorts.one())) {
            ProcessHandle node = node(cluster.line("  n1 .*"));

            cluster.close();

            await().atMost(Duration.ofSeconds(40)).until(() -> !node.isAlive());
        }
    }

    @Test
    void programJoinsByTheNameThatIsToldOrWasGiven() throws Exception {
        try (var cluster = start("1", FreePorts.one(), "--set", "cluster.name=of-mine")) {
            Matcher told = Pattern.compile(".* name of the cluster, (\\S+), and its member 127.0.0.1:(\\d+)\\.")
                    .matcher(cluster.line("A program of yours .*"));
            assertThat(told.matches()).isTrue();
            assertThat(told.group(1)).isEqualTo("of-mine");

            Vertx program = joined(told.group(1), Integer.parseInt(told.group(2)));
            try {
                JsonObject push = new JsonObject()
                        .put("user_id", "nobody")
                        .put("message", new JsonObject().put("type", "notice").put("content", "hi"));
                JsonObject reply = program.eventBus()
                        .<JsonObject>request("gateway.push", push)
                        .await(20, SECONDS)
                        .body();
                assertThat(reply.getInteger("count")).isZero();
            } finally {
                program.close().await(30, SECONDS);
            }
        }
    }

    private static Vertx joined(String name, int member) throws Exception {
        ClusterConfig cluster = new ClusterConfig(
                name, "127.0.0.1", FreePorts.one(), ClusterJoin.by(List.of("127.0.0.1:" + member)), 0, ClusterTls.OFF);
        return Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(cluster.busOptions()))
                .withClusterManager(cluster.clusterManager())
                .buildClustered()
                .await(60, SECONDS);
    }

    @Test
    void portThatIsTakenIsToldAndNothingIsLeftRunning() throws Exception {
        int port = FreePorts.one();
        try (var one = start("1", port)) {
            one.line("  n1 .*");
            try (var other = ChildProcess.start(
                    folder, "cluster", "1", "--port", String.valueOf(port), "--data-dir", folder + "/other")) {
                other.line("n1 \\| .*" + port + ".*");
                assertThat(other.exitCode()).isEqualTo(ExitCode.TEMPORARY.number());
            }
        }
    }

    private ChildProcess start(String count, int port, String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of("cluster", count, "--port", String.valueOf(port)));
        args.addAll(List.of("--data-dir", folder.toString(), "--set", "conversation.agent=echo"));
        args.addAll(List.of(more));
        return ChildProcess.start(folder, args.toArray(String[]::new));
    }

    private static ProcessHandle node(String described) {
        long pid = Long.parseLong(described.substring(described.lastIndexOf(' ') + 1));
        return ProcessHandle.of(pid).orElseThrow();
    }

    private static ConnectOptions to(int port, @Nullable Long lastSeq) {
        ConnectOptions options = ConnectOptions.to("127.0.0.1", port, "p1").withUser("u1");
        return lastSeq == null ? options : options.resuming(null, lastSeq);
    }

    /** Asks until it is taken, as clients do while the conversation looks for another owner; then the answer comes. */
    private static void ask(TestClient client, String id) throws Exception {
        for (int i = 0; i < ENOUGH; i++) {
            client.send(TestClient.chat(id, "hi " + id));
            JsonObject answer = client.next();
            while (!id.equals(answer.getString("id"))) {
                answer = client.next();
            }
            if ("ack".equals(answer.getString("type"))) {
                client.next("ai_reply");
                return;
            }
        }
        throw new AssertionError(id + " was never taken");
    }

    /** All of the log, as a client reads it that comes again while it is sent away, as the cluster may not be whole yet. */
    private List<Long> entries(int port) throws Exception {
        for (int i = 0; i < ENOUGH; i++) {
            try (var client = new TestClient(vertx, to(port, 0L))) {
                JsonObject first = client.next();
                if ("status".equals(first.getString("type"))) {
                    return seqs(client.upTo("ai_reply", reply -> reply.getLong("seq") == 4));
                }
                assertThat(first.getString("code")).as("%s", first).isEqualTo("UNAVAILABLE");
            }
        }
        throw new AssertionError("never let in");
    }

    private static List<Long> seqs(List<JsonObject> messages) {
        return messages.stream()
                .filter(message -> message.containsKey("seq"))
                .map(message -> message.getLong("seq"))
                .toList();
    }
}

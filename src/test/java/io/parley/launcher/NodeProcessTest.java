package io.parley.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.client.TestClient;
import io.parley.faults.checker.Question;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeProcessTest {
    private static final String NUMBERED = "io.parley.faults.node.NumberedAgent";

    private final Path folder;

    NodeProcessTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aNodeSaysWhatItRunsInADozenLinesServesAndStopsInOrderWhenTerminated() throws Exception {
        Path life = folder.resolve("life");
        String verticles = verticles("{\"port\": 0, \"life\": \"" + life + "\"}");

        try (var node = ChildProcess.start(folder, "run", "--verticles", verticles)) {
            String ready = node.line("ready in [0-9]+\\.[0-9] s");
            String url = node.line("http://localhost:[1-9][0-9]*");

            assertThat(get(url)).isEqualTo("here");
            assertThat(said(node)).hasSizeLessThanOrEqualTo(12).endsWith(ready, url);
            assertThat(said(node).get(0)).startsWith("Parley ").contains("embedded");
            assertThat(life).hasContent("starting");

            node.terminate();

            assertThat(node.exitCode()).isZero();
            assertThat(life).hasContent("stopped");
        }
    }

    @Test
    void aNodeThatIsToldToEndWhileItStartsEndsInOrderAsSoonAsItIsThere() throws Exception {
        Path life = folder.resolve("life");
        String verticles = verticles("{\"port\": 0, \"delay_ms\": 500, \"life\": \"" + life + "\"}");

        try (var node = ChildProcess.start(folder, "run", "--verticles", verticles)) {
            await().atMost(20, SECONDS).untilAsserted(() -> assertThat(life).hasContent("starting"));
            node.terminate();

            assertThat(node.exitCode()).isZero();
            assertThat(life).hasContent("stopped");
            assertThat(node.seen()).noneMatch(line -> line.contains("Exception"));
        }
    }

    @Test
    void whatServesAlreadyIsGivenBackWhereTheRestOfTheNodeDoesNotStart() throws Exception {
        Path file = Files.writeString(
                folder.resolve("late.json"),
                "{\"conversation\": {\"class\": \"io.parley.conversation.ConversationVerticle\"}, \"late\": {\"class\": \""
                        + ListeningVerticle.class.getName() + "\", \"config\": {\"delay_ms\": 600000}}}");

        try (var node = ChildProcess.start(
                folder,
                whole(
                        "--verticles",
                        file.toString(),
                        "--set",
                        "stop_timeout_ms=6000",
                        "--set",
                        "conversation.drain_timeout_ms=100"))) {
            node.line(".*conversation_serving.*");
            node.terminate();

            node.line(".*conversation_stopped.*");
            assertThat(node.exitCode()).isZero();
            assertThat(node.seen()).noneMatch(line -> line.contains("lease_not_given_back"));
        }
    }

    @Test
    void aNodeThatIsToldToEndBeforeAnythingIsThereSaysSoInALine() throws Exception {
        try (var node = ChildProcess.start(folder, "run", "--verticles", verticles("{\"port\": 0}"))) {
            node.line("Parley .*"); // the next thing is a Vert.x, which cannot be made any more
            node.terminate();

            assertThat(node.exitCode()).isZero();
            assertThat(node.seen()).noneMatch(line -> line.contains("Exception") || line.contains("did not foresee"));
        }
    }

    @Test
    void aSecondSignalEndsANodeAtOnceWhateverItIsInTheMiddleOf() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (var node = ChildProcess.start(
                folder,
                Map.of("PARLEY_LOG", "info,json"),
                whole("--port", "0", "--set", "conversation.agent=" + NUMBERED))) {
            int port =
                    Integer.parseInt(node.line("http://localhost:[1-9][0-9]*").replaceFirst(".*:", ""));
            try (var client = new TestClient(vertx, port)) {
                client.send(TestClient.chat("c1", new Question(1, 5_000, 20).text()));
                client.next("ai_delta");
                node.terminate();
                node.line(".*node_stopping.*");

                await().atMost(20, SECONDS).until(() -> {
                    node.terminate();
                    return ProcessHandle.of(node.pid()).isEmpty();
                });

                assertThat(node.exitCode()).isEqualTo(128 + 15);
            }
        } finally {
            vertx.close().await(5, SECONDS);
        }
    }

    @Test
    void aTakenPortIsOneLineThatSaysWhoHasIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var node = ChildProcess.start(
                        folder, "run", "--verticles", verticles("{\"port\": " + taken.getLocalPort() + "}"))) {
            String line = node.line("mine: port .*");

            assertThat(line)
                    .startsWith("mine: port " + taken.getLocalPort() + " is taken by ")
                    .contains("(pid " + ProcessHandle.current().pid() + ")");
            assertThat(node.exitCode()).isEqualTo(ExitCode.TEMPORARY.number());
        }
    }

    @Test
    void aTakenPortOfTheGatewayIsOneLineThatSaysWhatToType() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var node = ChildProcess.start(folder, whole("--port", Integer.toString(taken.getLocalPort())))) {
            String line = node.line("gateway: port .*");

            assertThat(line).contains("is taken by", "; try --port ").endsWith(", or --port 0 for any free one");
            assertThat(node.exitCode()).isEqualTo(ExitCode.TEMPORARY.number());
        }
    }

    @Test
    void whatAVerticleRefusesInItsConfigurationIsOneLine() throws Exception {
        try (var node = ChildProcess.start(folder, "run", "--verticles", verticles("{\"port\": -1}"))) {
            node.line("mine: port must be 0 to 65535: -1");

            assertThat(node.exitCode()).isEqualTo(ExitCode.CONFIGURATION.number());
        }
    }

    @Test
    void whyANodeDoesNotStartIsSaidBeforeWhatHasStartedIsStopped() throws Exception {
        String mine = "\": {\"class\": \"" + ListeningVerticle.class.getName() + "\", \"config\": ";
        Path file = Files.writeString(
                folder.resolve("two.json"),
                "{\"staying" + mine + "{\"stays\": true}}, \"failing" + mine + "{\"port\": -1}}}");

        try (var node =
                ChildProcess.start(folder, "run", "--verticles", file.toString(), "--set", "stop_timeout_ms=1000")) {
            node.line("failing: port must be 0 to 65535: -1");
            node.line("not stopped after 1000 ms; ending anyway");

            assertThat(node.exitCode()).isEqualTo(ExitCode.CONFIGURATION.number());
        }
    }

    /** Without the lines of the log, which begin with a time or a brace. */
    private static List<String> said(ChildProcess node) {
        return node.seen().stream().filter(line -> !line.matches("[0-9{].*")).toList();
    }

    private static String[] whole(String... more) {
        return Stream.concat(Stream.of("run", "--ops-port", "0", "--set", "store.kind=memory"), Stream.of(more))
                .toArray(String[]::new);
    }

    private String verticles(String config) throws IOException {
        Path file = folder.resolve("verticles.json");
        Files.writeString(
                file,
                "{\"mine\": {\"class\": \"" + ListeningVerticle.class.getName() + "\", \"config\": " + config + "}}");
        return file.toString();
    }

    private static String get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }
}

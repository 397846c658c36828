package io.parley.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.client.TestClient;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agents in other languages, started by the lines of the README, with a node that is started by the line before them. */
class AgentExamplesTest {
    private static final String LONG = "word ".repeat(2_000);

    private final Vertx clients = Vertx.vertx();
    private final List<Agent> agents = new ArrayList<>();
    private final List<String> readme;
    private final Path folder;
    private ChildProcess node;
    private int web;
    private int bridge;

    AgentExamplesTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.readme = Files.readAllLines(Path.of("README.md"));
    }

    @BeforeEach
    void start() throws Exception {
        List<String> args = new ArrayList<>(words(line("./launcher run conversation gateway bridge ")));
        args.remove(0);
        args.addAll(List.of("--port", "0", "--ops-port", "0", "--set", "bridge.port=0", "--set", "store.kind=memory"));
        node = ChildProcess.start(folder, args.toArray(String[]::new));
        bridge = Integer.parseInt(node.line(".*TCP port [0-9]+").replaceAll(".* ", ""));
        web = URI.create(node.line("http://localhost:[0-9]+")).getPort();
    }

    @AfterEach
    void close() throws Exception {
        agents.forEach(Agent::kill);
        clients.close().await(10, SECONDS);
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"python3", "node"})
    void streamsAnAnswer(String language) throws Exception {
        agent(language);
        try (TestClient client = connected("p1")) {
            client.send(TestClient.chat("c1", "月亮 over the sea 🌙"));

            List<JsonObject> answer = client.upTo("ai_reply");

            JsonObject reply = answer.get(answer.size() - 1);
            assertThat(reply.getString("status")).isEqualTo("complete");
            assertThat(reply.getString("content")).isEqualTo("月亮 over the sea 🌙 ");
            assertThat(answer)
                    .filteredOn(message -> message.getString("type").equals("ai_delta"))
                    .hasSizeGreaterThan(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"python3", "node"})
    void stopsWhenItIsCancelled(String language) throws Exception {
        Agent agent = agent(language);
        try (TestClient client = connected("p1")) {
            client.send(TestClient.chat("c1", LONG));
            client.next("ai_delta");

            client.send(
                    new ClientMessage.Command("x1", CommandName.CANCEL, new JsonObject().put("id", "c1"), null, null));

            JsonObject reply = client.next("ai_reply");
            assertThat(reply.getString("status")).isEqualTo("cancelled");
            assertThat(reply.getString("content")).startsWith("word ");
            agent.line("stopped");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"python3", "node"})
    void severalShareTheWork(String language) throws Exception {
        Agent first = agent(language);
        Agent second = agent(language);
        try (TestClient one = connected("p1");
                TestClient other = connected("p2")) {
            one.send(TestClient.chat("c1", "one"));
            other.send(TestClient.chat("c1", "two"));

            assertThat(one.next("ai_reply").getString("content")).isEqualTo("one ");
            assertThat(other.next("ai_reply").getString("content")).isEqualTo("two ");
            first.turn();
            second.turn();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"python3", "node"})
    void deathInTheMiddleInterruptsAndTheNextQuestionGoesToAnother(String language) throws Exception {
        Agent agent = agent(language);
        try (TestClient client = connected("p1")) {
            client.send(TestClient.chat("c1", LONG));
            client.next("ai_delta");

            agent.kill();

            JsonObject reply = client.next("ai_reply");
            assertThat(reply.getString("status")).isEqualTo("interrupted");
            assertThat(reply.getString("content")).startsWith("word ");
            assertThat(reply.getJsonObject("error").getBoolean("retry")).isTrue();
            agent(language);
            client.send(TestClient.chat("c2", "and now"));
            assertThat(client.next("ai_reply").getString("content")).isEqualTo("and now ");
        }
    }

    @Test
    void eachHasAtMostThirtyLines() throws IOException {
        for (String language : List.of("python3", "node")) {
            List<String> command = words(line(language + " src/examples/"));
            assertThat(Files.readAllLines(Path.of(command.get(1)))).hasSizeLessThanOrEqualTo(30);
        }
    }

    private TestClient connected(String projectId) throws Exception {
        TestClient client = new TestClient(clients, web, "u1", projectId);
        client.next("status");
        return client;
    }

    /** One that hears turns. */
    private Agent agent(String language) throws Exception {
        assumeTrue(isInstalled(language), language + " is not on the PATH; ./launcher test brings it where it may");
        Agent agent = new Agent(words(line(language + " src/examples/")), bridge);
        agents.add(agent);
        agent.line("pong");
        return agent;
    }

    /** The line of the README that begins so. */
    private String line(String beginning) {
        return readme.stream()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.split(" ", -1));
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** A process, and what it prints. */
    private static final class Agent {
        private final Process process;
        private final BlockingQueue<String> output = new LinkedBlockingQueue<>();

        Agent(List<String> command, int bridge) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("PARLEY_BRIDGE_PORT", String.valueOf(bridge));
            process = builder.start();
            Thread reader = new Thread(this::read, "agent-output");
            reader.setDaemon(true);
            reader.start();
        }

        String line(String beginning) throws InterruptedException {
            for (String line = output.poll(20, SECONDS); line != null; line = output.poll(20, SECONDS)) {
                if (line.startsWith(beginning)) {
                    return line;
                }
            }
            throw new AssertionError("no line " + beginning);
        }

        void turn() throws InterruptedException {
            while (!line("message").contains("reply_address")) {
                // it is asked whether it lives
            }
        }

        void kill() {
            process.destroyForcibly();
        }

        private void read() {
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                reader.lines().forEach(output::add);
            } catch (IOException | UncheckedIOException ended) {
                output.add("ended: " + ended);
            }
        }
    }
}

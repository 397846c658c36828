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
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents in other languages, started by the lines of the README, with a node that is started by the line before them. */
abstract class AgentExamplesContract {
    private static final String LONG = "word ".repeat(2_000);

    private final Vertx clients = Vertx.vertx();
    private final List<Agent> agents = new ArrayList<>();
    private final List<String> readme;
    private final Path folder;
    private final String examples;
    private Map<String, String> environment = Map.of();
    private ChildProcess node;
    private int web;

    /** Of those whose files the README has under {@code src/examples/}, those that are called {@code examples} and more. */
    AgentExamplesContract(Path folder, String examples) throws IOException {
        this.folder = folder;
        this.examples = " src/examples/" + examples;
        this.readme = Files.readAllLines(Path.of("README.md"));
    }

    /** How the line of the README begins that starts the node. */
    abstract String launch();

    /** What the test needs beside that, so as to take no port that others use. */
    abstract List<String> options();

    /** What an agent finds in its environment. */
    abstract Map<String, String> environment(ChildProcess node) throws Exception;

    /** How the line begins that an agent prints when it hears turns. */
    abstract String ready();

    @BeforeEach
    void start() throws Exception {
        List<String> args = new ArrayList<>(words(line(launch())));
        args.remove(0);
        args.addAll(List.of("--port", "0", "--ops-port", "0", "--set", "store.kind=memory"));
        options().forEach(option -> args.addAll(List.of("--set", option)));
        node = ChildProcess.start(folder, args.toArray(String[]::new));
        environment = environment(node);
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
            one.send(TestClient.chat("c1", LONG));
            one.next("ai_delta");

            for (int i = 0; first.turns.get() == 0 || second.turns.get() == 0; i++) {
                assertThat(i).as("turns, of which one agent has had none").isLessThan(20);
                other.send(TestClient.chat("c" + i, "two"));
                assertThat(other.next("ai_reply").getString("content")).isEqualTo("two ");
            }
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
            List<String> command = words(line(language + examples));
            assertThat(Files.readAllLines(Path.of(command.get(1)))).hasSizeLessThanOrEqualTo(30);
        }
    }

    TestClient connected(String projectId) throws Exception {
        TestClient client = new TestClient(clients, web, "u1", projectId);
        client.next("status");
        return client;
    }

    /** One that hears turns. */
    Agent agent(String language) throws Exception {
        Agent agent = agent(language, environment);
        agent.line(ready());
        return agent;
    }

    /** One that may not be there yet. */
    Agent agent(String language, Map<String, String> given) throws IOException {
        assumeTrue(isInstalled(language), language + " is not on the PATH; ./launcher test brings it where it may");
        Agent agent = new Agent(words(line(language + examples)), given);
        agents.add(agent);
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
    static final class Agent {
        private final Process process;
        private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
        /** How many it was given. */
        private final AtomicInteger turns = new AtomicInteger();

        Agent(List<String> command, Map<String, String> environment) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putAll(environment);
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

        void kill() {
            process.destroyForcibly();
        }

        private void printed(String line) {
            if (line.startsWith("message") && line.contains(" messages ")) {
                turns.incrementAndGet();
            }
            output.add(line);
        }

        private void read() {
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                reader.lines().forEach(this::printed);
            } catch (IOException | UncheckedIOException ended) {
                output.add("ended: " + ended);
            }
        }
    }
}

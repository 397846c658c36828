package io.parley.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.FreePorts;
import io.parley.client.TestClient;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of an agent over HTTP, run by the commands of their README, on another port. */
class HttpAgentExampleTest {
    private static final Path README = Path.of("src/examples/http-agent/README.md");
    private static final Pattern COMMAND = Pattern.compile("```bash\\n(.*)\\n```");

    @ParameterizedTest
    @ValueSource(strings = {"python3", "node"})
    void answersStreamAndStopsAsItsReadmeSays(String language, @TempDir Path folder) throws Exception {
        assumeTrue(isInstalled(language), "there is no " + language);
        Vertx vertx = Vertx.vertx();
        String port = String.valueOf(FreePorts.one());
        Process service = new ProcessBuilder(command(language, port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader says = service.inputReader()) {
            assertThat(says.readLine()).isEqualTo("listening");
            List<String> launch = command("./launcher", port);
            List<String> args = new ArrayList<>(launch.subList(1, launch.size()));
            args.addAll(List.of("--port", "0", "--ops-port", "0", "--set", "store.kind=memory"));
            try (ChildProcess node = ChildProcess.start(folder, args.toArray(String[]::new))) {
                node.line("ready in .*");
                int web = URI.create(node.line("http://localhost:[0-9]+")).getPort();
                try (var client = new TestClient(vertx, web)) {
                    client.next("status");
                    client.send(TestClient.chat("c1", "你好 👋"));
                    JsonObject answer = client.next("ai_reply");
                    assertThat(answer.getString("status")).isEqualTo("complete");
                    assertThat(answer.getString("content").strip()).isEqualTo("你好 👋");
                    assertThat(answer.getString("thinking")).isNotEmpty();

                    client.send(TestClient.chat("c2", "word ".repeat(5_000)));
                    client.upTo("ai_delta", delta -> delta.containsKey("content"));
                    client.send(new ClientMessage.Command(
                            "x1", CommandName.CANCEL, new JsonObject().put("id", "c2"), null, null));

                    JsonObject stopped = client.next("ai_reply");
                    assertThat(stopped.getString("status")).isEqualTo("cancelled");
                    assertThat(stopped.getString("content")).startsWith("word ");
                    assertThat(says.readLine()).isEqualTo("stopped " + stopped.getString("turn_id"));
                }
            }
        } finally {
            service.destroyForcibly().onExit().join();
            vertx.close().await(20, SECONDS);
        }
    }

    private static List<String> command(String program, String port) throws Exception {
        return COMMAND.matcher(Files.readString(README))
                .results()
                .map((MatchResult block) -> block.group(1))
                .filter(line -> line.startsWith(program + " "))
                .map(line -> List.of(line.replace("8090", port).split(" ", -1)))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}

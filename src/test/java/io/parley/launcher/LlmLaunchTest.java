package io.parley.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.web.ScriptedServer;
import io.parley.agent.web.ScriptedServer.Asked;
import io.parley.client.TestClient;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One variable of the environment turns the built-in agent into a model. */
class LlmLaunchTest {
    private static final String KEY = "sk-never-tell-4711";

    @Test
    void addressInTheEnvironmentIsEnough(@TempDir Path folder) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ScriptedServer server = ScriptedServer.start(vertx);
                ChildProcess node = ChildProcess.start(
                        folder,
                        Map.of("PARLEY_LLM_URL", server.url("/v1"), "PARLEY_LLM_KEY", KEY),
                        "run",
                        "--port=0",
                        "--ops-port=0",
                        "--set=store.kind=memory")) {
            node.line("  agent    the model of llm.url .*");
            node.line("ready in .*");
            int web = URI.create(node.line("http://localhost:[0-9]+")).getPort();
            try (var client = new TestClient(vertx, web)) {
                client.next("status");

                client.send(TestClient.chat("c1", "hi"));
                Asked asked = server.next().streams();
                asked.event("{\"choices\":[{\"delta\":{\"content\":\"你好\"},\"finish_reason\":\"stop\"}]}")
                        .ends();

                assertThat(client.next("ai_reply").getString("content")).isEqualTo("你好");
                assertThat(asked.header("Authorization")).isEqualTo("Bearer " + KEY);
            }
        } finally {
            vertx.close().await(20, SECONDS);
        }
    }

    @Test
    void keyIsNotShownWithTheConfiguration(@TempDir Path folder) throws Exception {
        Map<String, String> environment = Map.of(
                "PARLEY_LLM_URL", "https://model.example/v1",
                "PARLEY_LLM_KEY", KEY,
                "PARLEY_HTTP_AGENT_SECRET", KEY);
        try (ChildProcess node = ChildProcess.start(folder, environment, "run", "--dry-run")) {
            node.line(".*https://model.example/v1.*");
            node.line(".*\"console\".*");

            assertThat(node.seen()).noneMatch(line -> line.contains(KEY));
        }
    }

    @Test
    void addressThatIsNoneEndsTheStartWithWhatIsWrong(@TempDir Path folder) throws Exception {
        Map<String, String> environment = Map.of("PARLEY_LLM_URL", "model.example", "PARLEY_LLM_KEY", KEY);
        try (ChildProcess node =
                ChildProcess.start(folder, environment, "run", "--port=0", "--ops-port=0", "--set=store.kind=memory")) {
            node.line(".*llm.url must begin with http.*");

            assertThat(node.exitCode()).isEqualTo(78);
            assertThat(node.seen()).noneMatch(line -> line.contains(KEY));
        }
    }
}

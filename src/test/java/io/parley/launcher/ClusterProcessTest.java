package io.parley.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.FreePorts;
import io.parley.client.TestClient;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterProcessTest {
    private final Vertx vertx = Vertx.vertx();
    private final Path folder;

    ClusterProcessTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void aChatTravelsBetweenAGatewayAndAConversationThatAreProcessesOfTheirOwn() throws Exception {
        int port = FreePorts.one();
        try (var conversation = node(port, "conversation")) {
            conversation.line("ready in .*");
            try (var gateway = node(port, "gateway")) {
                gateway.line("ready in .*");
                int web = URI.create(gateway.line("http://localhost:[0-9]+")).getPort();

                try (var client = new TestClient(vertx, web)) {
                    client.next("status");
                    client.send(TestClient.chat("c1", "你好 👋 across"));

                    assertThat(client.next("ack").getString("id")).isEqualTo("c1");
                    assertThat(client.next("ai_reply").getString("content")).isEqualTo("你好 👋 across");
                }

                gateway.terminate();
                assertThat(gateway.exitCode()).isZero();
            }
            conversation.terminate();
            assertThat(conversation.exitCode()).isZero();
        }
    }

    private ChildProcess node(int port, String part) throws IOException {
        List<String> args = new ArrayList<>(List.of("run", part, "--cluster", "--set", "store.kind=memory"));
        args.addAll(List.of("--port", "0", "--ops-port", "0", "--set", "conversation.agent=echo"));
        args.addAll(List.of("--set", "cluster.name=test-" + port, "--set", "cluster.port=" + port));
        args.addAll(List.of("--set", "cluster.members=127.0.0.1:" + port));
        return ChildProcess.start(folder, args.toArray(String[]::new));
    }
}

package io.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.client.TestClient;
import io.parley.faults.proxy.ChaosProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over the TCP bridge. */
class AgentExamplesTest extends AgentExamplesContract {
    private final List<ChaosProxy> proxies = new ArrayList<>();

    AgentExamplesTest(@TempDir Path folder) throws IOException {
        super(folder, "agent-");
    }

    @AfterEach
    void closeProxy() throws Exception {
        for (ChaosProxy proxy : proxies) {
            proxy.close();
        }
    }

    @Override
    String launch() {
        return "./launcher run conversation gateway bridge ";
    }

    @Override
    List<String> options() {
        return List.of("bridge.port=0");
    }

    @Override
    Map<String, String> environment(ChildProcess node) throws Exception {
        ChaosProxy proxy =
                ChaosProxy.to(Integer.parseInt(node.line(".*TCP port [0-9]+").replaceAll(".* ", "")));
        proxies.add(proxy);
        return Map.of("PARLEY_BRIDGE_PORT", String.valueOf(proxy.port()));
    }

    @Override
    String ready() {
        return "pong";
    }

    @ParameterizedTest
    @ValueSource(strings = {"python3", "node"})
    void dialsAgainWhenItsConnectionIsLost(String language) throws Exception {
        Agent agent = agent(language);
        try (TestClient client = connected("p1")) {
            client.send(TestClient.chat("c1", "word ".repeat(2_000)));
            client.next("ai_delta");

            proxies.get(0).resetAll();

            assertThat(client.next("ai_reply").getString("status")).isEqualTo("interrupted");
            agent.line(ready());
            client.send(TestClient.chat("c2", "and now"));
            assertThat(client.next("ai_reply").getString("content")).isEqualTo("and now ");
        }
    }
}

package io.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.client.TestClient;
import io.parley.faults.proxy.ChaosProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
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

    @ParameterizedTest
    @ValueSource(strings = {"python3", "node"})
    void dialsAgainWhenItsConnectionEndsInTheMiddleOfAFrame(String language) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(20_000);
            Agent agent = agent(language, Map.of("PARLEY_BRIDGE_PORT", String.valueOf(server.getLocalPort())));
            for (String cut : List.of("0000", "00000014", "000000147b2274")) {
                try (Socket connection = server.accept()) {
                    connection.getOutputStream().write(HexFormat.of().parseHex(cut));
                    connection.shutdownOutput();
                    connection.setSoTimeout(20_000);
                    connection.getInputStream().readAllBytes(); // what is not read is a reset, which cuts nothing
                }
            }

            try (Socket last = server.accept()) {
                last.getOutputStream().write(HexFormat.of().parseHex("0000000f" + "7b2274797065223a22706f6e67227d"));
                agent.line(ready());
            }
        }
    }
}

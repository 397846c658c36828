package io.parley.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Over the TCP bridge. */
class AgentExamplesTest extends AgentExamplesContract {
    AgentExamplesTest(@TempDir Path folder) throws IOException {
        super(folder, "agent-");
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
        return Map.of("PARLEY_BRIDGE_PORT", node.line(".*TCP port [0-9]+").replaceAll(".* ", ""));
    }

    @Override
    String ready() {
        return "pong";
    }
}

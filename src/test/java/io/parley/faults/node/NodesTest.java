package io.parley.faults.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

class NodesTest {
    @Test
    void aProcessWhoseStarterIsGoneIsKilled() throws Exception {
        Process orphan = new ProcessBuilder("sleep", "600").start();

        Watchdog watchdog = Watchdog.over(orphan.pid());
        assertThat(orphan.isAlive()).isTrue();
        watchdog.loseStarter();

        assertThat(orphan.waitFor(10, SECONDS)).isTrue();
    }

    @Test
    void aNodeIsReadyAnswersMetricsAndStopsWhenAsked() throws Exception {
        try (Nodes nodes = Nodes.called("nodes-test")) {
            NodeProcess node = nodes.startAlone("n1").awaitReady();

            assertThat(node.metrics()).isPresent();
            await().until(() -> node.log().stream().anyMatch(line -> line.contains("gateway_listening")));
            node.terminate();
            assertThat(node.awaitExit(30)).isZero();
            assertThat(nodes.noise()).isEmpty();
            assertThat(nodes.startAgain("n1").awaitReady().isAlive()).isTrue();
        }
    }
}

package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Setup;
import io.parley.faults.checker.Times;
import io.parley.faults.node.Nodes;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Gateway, conversation and the file of the log in one process, as {@code ./launcher} runs them. */
@Row(19)
@Tag("slow")
class EmbeddedKillTest {
    private static final int KILLS = 20;
    /** Fewer are no load, on however slow a machine. */
    private static final int A_LIFE = 51;

    @Test
    void aNodeThatIsKilledTwentyTimesUnderLoadLosesNothingAcknowledged(Figures figures) throws Exception {
        try (Nodes nodes = Nodes.called("embedded-kill").onDisk()) {
            nodes.startAlone("n").awaitReady();
            Setup setup = Setup.of(nodes.url("n"))
                    .withClients(50, 5)
                    .withBackoff(Duration.ofMillis(50), Duration.ofMillis(300));
            try (Crowd crowd = Crowd.gather(setup, nodes.journal())) {
                crowd.talk(Duration.ofMillis(2), 5, 5);
                for (int kill = 0; kill < KILLS; kill++) {
                    crowd.pass(Duration.ofMillis(1_500));
                    crowd.awaitAcknowledged((kill + 1) * A_LIFE, Duration.ofSeconds(60));
                    nodes.node("n").kill();
                    nodes.startAgain("n").awaitReady();
                }
                crowd.pass(Duration.ofSeconds(3));
                crowd.hush();
                crowd.settle(Duration.ofMinutes(2));

                Contract.holds(crowd, nodes.url("n"), nodes);
                Times acks = Times.ofAcks(crowd.lines());
                figures.add("acknowledged", acks.count())
                        .add("p95 back", Times.ofReturns(crowd.lines()).percentile(95));
                assertThat(acks.count()).isGreaterThan(1_000);
            }
        }
    }
}

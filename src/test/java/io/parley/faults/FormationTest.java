package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.faults.node.NodeProcess;
import io.parley.faults.node.Nodes;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How long a second node on this machine takes, from the start of its process until it works in the cluster of the first. The
 * target is 5 s; the longest of five is a figure here and no bound, as other work on the machine counts too.
 */
@Row(13)
@Tag("slow")
class FormationTest {
    private static final int TIMES = 5;
    private static final int EXIT_S = 30;

    @ParameterizedTest
    @CsvSource({"gateway, conversation", "conversation, gateway"})
    void secondNodeComesAndGoes(String first, String second, Figures figures) throws Exception {
        try (Nodes nodes = Nodes.called("formation-" + second)) {
            nodes.startMember(first, first).awaitReady();
            Duration longest = Duration.ZERO;
            for (int i = 0; i < TIMES; i++) {
                long began = System.nanoTime();
                NodeProcess node = i == 0 ? nodes.startMember(second, second) : nodes.startAgain(second);
                node.awaitReady();
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                longest = took.compareTo(longest) > 0 ? took : longest;
                node.terminate();
                assertThat(node.awaitExit(EXIT_S)).isZero();
            }
            figures.add(second + " ready after", longest);
            assertThat(nodes.node(first).log())
                    .filteredOn(line -> line.contains("\"WARN\"") || line.contains("\"ERROR\""))
                    .singleElement()
                    .asString()
                    .contains("cluster_unprotected");
        }
    }
}

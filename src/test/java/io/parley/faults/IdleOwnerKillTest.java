package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.TransportKind;
import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Setup;
import io.parley.faults.node.NodeProcess;
import io.parley.faults.node.Nodes;
import io.parley.store.MariaDbServer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Row(7)
@Tag("slow")
class IdleOwnerKillTest {
    private static final Duration ANSWERED = Duration.ofSeconds(12);

    @ParameterizedTest
    @EnumSource
    void theNextMessageToAConversationWhoseOwnerWasKilledIsAnswered(TransportKind transport, Figures figures)
            throws Exception {
        try (MariaDbServer server = MariaDbServer.start();
                Nodes nodes = Nodes.called("idle-owner-kill-" + transport).over(transport)) {
            Ownership ownership = Ownership.start(server, nodes);
            try (Crowd crowd = Crowd.gather(Setup.of(nodes.url("gateway")).withClients(20, 2), nodes.journal())) {
                crowd.askAll(3, 5);
                crowd.settle(Duration.ofSeconds(30));
                NodeProcess owner = ownership.busiest(nodes);
                assertThat(ownership.owned(owner)).isNotEmpty();

                owner.kill();
                long killed = System.nanoTime();
                crowd.askAll(3, 5);
                crowd.settle(Duration.ofSeconds(60));

                Duration answered = Duration.ofNanos(System.nanoTime() - killed);
                figures.add("answered after", answered);
                Contract.holds(crowd, nodes.url("gateway"), nodes);
                assertThat(ownership.outOfEpoch()).isEmpty();
                assertThat(answered).isLessThan(ANSWERED);
            }
        }
    }
}

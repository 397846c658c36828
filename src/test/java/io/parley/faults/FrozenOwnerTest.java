package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.TransportKind;
import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Setup;
import io.parley.faults.node.NodeProcess;
import io.parley.faults.node.Nodes;
import io.parley.store.MariaDbServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Row(9)
@Tag("slow")
class FrozenOwnerTest {
    @ParameterizedTest
    @EnumSource
    void anOwnerThatWasFrozenAndRevivedAppendsNothingMore(TransportKind transport, Figures figures) throws Exception {
        try (MariaDbServer server = MariaDbServer.start();
                Nodes nodes = Nodes.called("frozen-owner-" + transport).over(transport)) {
            Ownership ownership = Ownership.start(server, nodes);
            try (Crowd crowd = Crowd.gather(Setup.of(nodes.url("gateway")).withClients(20, 2), nodes.journal())) {
                crowd.askAll(100, 100);
                crowd.pass(Duration.ofSeconds(2));
                NodeProcess owner = ownership.busiest(nodes);
                List<String> before = ownership.owned(owner);
                assertThat(before).isNotEmpty();

                owner.freeze();
                long frozen = System.nanoTime();
                crowd.pass(Duration.ofSeconds(20));
                owner.thaw();
                crowd.settle(Duration.ofSeconds(60));
                figures.add("all ended after", Duration.ofNanos(System.nanoTime() - frozen));
                assertThat(ownership.outOfEpoch()).isEmpty();
                assertThat(ownership.owned(owner)).doesNotContainAnyElementsOf(before);
                crowd.askAll(5, 5);
                crowd.settle(Duration.ofSeconds(30));

                Contract.holds(crowd, nodes.url("gateway"), nodes, Contract.REVIVED);
                assertThat(ownership.outOfEpoch()).isEmpty();
                assertThat(ownership.epochs()).anyMatch(epoch -> Integer.parseInt(epoch) > 1);
            }
        }
    }
}

package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.TransportKind;
import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Line;
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
    private static final Duration ENDED = Duration.ofSeconds(15);

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

                List<Line> lines = crowd.lines();
                int until = lines.size();
                long at = lines.get(until - 1).atNanos();
                owner.freeze();
                long frozen = System.nanoTime();
                crowd.pass(Duration.ofSeconds(20));
                owner.thaw();
                crowd.settle(Duration.ofSeconds(60));
                figures.add("all ended after", Duration.ofNanos(System.nanoTime() - frozen));
                List<Line> since = crowd.lines().stream().skip(until).toList();
                assertThat(before)
                        .allSatisfy(project -> assertThat(firstEnd(project, at, since))
                                .as("the answer that ran in %s", project)
                                .isLessThan(ENDED));
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

    private static Duration firstEnd(String project, long fromNanos, List<Line> since) {
        return since.stream()
                .filter(line ->
                        line.got("ai_reply") && project.equals(line.body().getString("project_id")))
                .findFirst()
                .map(line -> Duration.ofNanos(line.atNanos() - fromNanos))
                .orElseThrow();
    }
}

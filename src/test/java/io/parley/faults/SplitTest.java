package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Line;
import io.parley.faults.checker.Setup;
import io.parley.faults.node.Network;
import io.parley.faults.node.NodeProcess;
import io.parley.faults.node.Nodes;
import io.parley.faults.proxy.ChaosProxy;
import io.parley.store.MariaDbServer;
import io.parley.store.StoreConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three nodes split into two and one for half a minute; all of them reach the database. Needs root. */
@Row(11)
@Tag("slow")
class SplitTest {
    private static final Duration CUT = Duration.ofSeconds(30);
    /** From then on nobody waits for a node on the other side that would own something there. */
    private static final Duration LEASES_ARE_OUT = Duration.ofSeconds(15);

    private static final Duration WORKS = Duration.ofSeconds(15);
    private static final List<String> NAMES = List.of("n1", "n2", "n3");

    /** Before each, as what a class is skipped for is in no table. */
    @BeforeEach
    void needNamespaces() {
        assumeTrue(Network.isPossible(), "network namespaces need root and ip(8)");
    }

    @Test
    void oneOwnerAnswersOnEachSideAndAllIsWellAfterTheyMeetAgain(Figures figures) throws Exception {
        split("user", figures);
    }

    @Test
    void soItIsWhereConversationsPushToTheGatewaysAddresses(Figures figures) throws Exception {
        split("node", figures);
    }

    private static boolean hasMerged(NodeProcess node) {
        try {
            return node.log().stream().anyMatch(line -> line.contains("\"cluster_merged\""));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** On each side somebody is answered by who holds the conversation, and who is not is told to try again. */
    private static void assertSideBySide(Nodes nodes, List<Line> all, int from) throws Exception {
        Map<String, String> gateways = new HashMap<>();
        Map<String, Integer> acknowledged = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            Line line = all.get(i);
            if (line.kind() == Line.Kind.OPENING) {
                gateways.put(line.client(), line.body().getString("url"));
            } else if (i >= from && line.got("ack")) {
                acknowledged.merge(gateways.getOrDefault(line.client(), "nowhere"), 1, Integer::sum);
            } else if (i >= from && line.got("error")) {
                assertThat(line.body().getBoolean("retry"))
                        .as("%s", line.body())
                        .isTrue();
            }
        }
        for (String name : NAMES) {
            assertThat(acknowledged)
                    .as("answered during the split")
                    .containsKey(nodes.url(name).toString());
        }
    }

    private static void split(String pushTo, Figures figures) throws Exception {
        try (Network network = Network.open();
                MariaDbServer server = MariaDbServer.start();
                ChaosProxy door = ChaosProxy.at(InetAddress.getByName(network.host()), server.port());
                Nodes nodes = Nodes.called("split-" + pushTo).across(network)) {
            StoreConfig.MySql database =
                    Objects.requireNonNull(server.newDatabase().mysql());
            nodes.on(database, door.port()).set("gateway.push_to", pushTo);
            Ownership ownership = Ownership.in(server, database);
            nodes.startMember("n1", "").awaitReady();
            nodes.startMember("n2", "");
            nodes.startMember("n3", "");
            nodes.awaitReady();
            Setup setup =
                    Setup.of(nodes.url("n1"), nodes.url("n2"), nodes.url("n3")).withClients(60, 5);
            try (Crowd crowd = Crowd.gather(setup, nodes.journal())) {
                crowd.talk(Duration.ofMillis(50), 5, 20);
                crowd.pass(Duration.ofSeconds(5));

                network.part("n1", "n3");
                network.part("n2", "n3");
                crowd.pass(LEASES_ARE_OUT);
                int before = crowd.lines().size();
                crowd.pass(CUT.minus(LEASES_ARE_OUT));
                List<Line> all = crowd.lines();
                assertSideBySide(nodes, all, before);
                Duration works = PartitionTest.healed(network::heal, crowd);
                figures.add("works after", works);
                for (String name : NAMES) {
                    Contract.holds(crowd, nodes.url(name));
                }
                Contract.holds(nodes, Contract.REVIVED);
                assertThat(ownership.outOfEpoch()).isEmpty();
                assertThat(crowd.refused()).isEmpty();
                assertThat(nodes.all()).anyMatch(SplitTest::hasMerged);
                assertThat(works).isLessThan(WORKS);
            }
        }
    }
}

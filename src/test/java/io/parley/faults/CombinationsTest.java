package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Line;
import io.parley.faults.checker.Setup;
import io.parley.faults.checker.Times;
import io.parley.faults.node.Network;
import io.parley.faults.node.NodeProcess;
import io.parley.faults.node.Nodes;
import io.parley.faults.proxy.ChaosProxy;
import io.parley.store.MariaDbServer;
import io.parley.store.StoreConfig;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three nodes in networks of their own, each another combination with two instances of what it runs, and clients that hop between the two gateways, while each node
 * in turn is killed, frozen, cut off from the others and deployed anew. Needs root.
 */
@Row(0)
@Tag("slow")
class CombinationsTest {
    private static final List<String> NAMES = List.of("both", "conversation", "gateway");
    private static final Duration WORKS = Duration.ofSeconds(60);
    private static final int EXIT_S = 30;
    /** Of what the clients say, and it is said about 12 times a second, so many are acknowledged in the course of one deed. */
    private static final int ANSWERED = 40;
    /** What was that node's is somebody else's by then, and who was connected to it has gone. */
    private static final Duration TAKEN_OVER = Duration.ofSeconds(14);

    private static final Duration TAKEN_OVER_STILL = Duration.ofSeconds(6);
    /** Of some 70 that are said in that time, and some are said to a gateway that hears nobody. */
    private static final int ANSWERED_STILL = 10;

    private static final String TWO_OF_EACH = """
            {"conversation": {"class": "conversation", "enabled": true, "deploymentOptions": {"instances": 2}, "config": {}},
             "gateway": {"class": "gateway", "enabled": true, "deploymentOptions": {"instances": 2}, "config": {}},
             "console": {"class": "console", "enabled": true, "deploymentOptions": {"instances": 1}, "config": {}}}
            """;

    /** What happens to a node. */
    private enum Deed {
        KILL,
        FREEZE,
        CUT_OFF,
        DEPLOY
    }

    /** Before each, as what a class is skipped for is in no table. */
    @BeforeEach
    void needNamespaces() {
        assumeTrue(Network.isPossible(), "network namespaces need root and ip(8)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "node"})
    void promisesHoldWhateverHappensToNodesOfAnyCombination(String pushTo, Figures figures) throws Exception {
        try (Network network = Network.open();
                MariaDbServer server = MariaDbServer.start();
                ChaosProxy door = ChaosProxy.at(InetAddress.getByName(network.host()), server.port());
                Nodes nodes = Nodes.called("combinations-" + pushTo).across(network)) {
            StoreConfig.MySql database =
                    Objects.requireNonNull(server.newDatabase().mysql());
            nodes.on(database, door.port()).set("gateway.push_to", pushTo);
            Ownership ownership = Ownership.in(server, database);
            Path two = Files.writeString(nodes.journal("verticles"), TWO_OF_EACH);
            nodes.startMember("both", "", "--verticles", two.toString()).awaitReady();
            nodes.startMember("conversation", "conversation", "--verticles", two.toString());
            nodes.startMember("gateway", "gateway", "--verticles", two.toString());
            nodes.awaitReady();
            Setup setup = Setup.of(nodes.url("both"), nodes.url("gateway"))
                    .withClients(40, 4)
                    .withPing(Duration.ofSeconds(5), Duration.ofSeconds(5));
            try (Crowd crowd = Crowd.gather(setup, nodes.journal())) {
                crowd.talkAndTask(Duration.ofMillis(80), 15, 20);
                crowd.pass(Duration.ofSeconds(3));
                Duration longest = allDeeds(nodes, network, crowd);
                crowd.hush();
                crowd.settle(Duration.ofMinutes(2));

                for (String gateway : List.of("both", "gateway")) {
                    Contract.holds(crowd, nodes.url(gateway));
                }
                Contract.holds(nodes, Contract.REVIVED);
                figures.add("all back", longest)
                        .add("p95 back", Times.ofReturns(crowd.lines()).percentile(95))
                        .add("p95 ack", Times.ofAcks(crowd.lines()).percentile(95));
                assertThat(ownership.outOfEpoch()).isEmpty();
            }
        }
    }

    /** All of them to each node. Gives back how long all clients took to be back, at most. */
    private static Duration allDeeds(Nodes nodes, Network network, Crowd crowd) throws Exception {
        Duration longest = Duration.ZERO;
        for (Deed deed : Deed.values()) {
            for (String name : NAMES) {
                crowd.hop();
                int before = crowd.lines().size();
                crowd.pass(Duration.ofSeconds(2));
                happen(deed, name, nodes, network, crowd);
                long over = System.nanoTime();
                crowd.awaitConnected(WORKS);
                Duration back = Duration.ofNanos(System.nanoTime() - over);
                longest = back.compareTo(longest) > 0 ? back : longest;
                crowd.pass(Duration.ofSeconds(5));
                List<Line> all = crowd.lines();
                assertThat(Times.ofAcks(all.subList(before, all.size())).count())
                        .as("answered while and after %s of %s", deed, name)
                        .isGreaterThan(ANSWERED);
            }
        }
        return longest;
    }

    private static void happen(Deed deed, String name, Nodes nodes, Network network, Crowd crowd) throws Exception {
        NodeProcess node = nodes.node(name);
        switch (deed) {
            case KILL -> {
                node.kill();
                crowd.pass(Duration.ofSeconds(5));
                nodes.startAgain(name).awaitReady();
            }
            case FREEZE -> {
                node.freeze();
                goesOn(deed, name, crowd);
                node.thaw();
            }
            case CUT_OFF -> {
                for (String other : NAMES) {
                    if (!other.equals(name)) {
                        network.part(name, other);
                    }
                }
                goesOn(deed, name, crowd);
                network.heal();
            }
            case DEPLOY -> {
                node.terminate();
                assertThat(node.awaitExit(EXIT_S)).isZero();
                nodes.startAgain(name).awaitReady();
            }
        }
    }

    /** The others answer before it is over. */
    private static void goesOn(Deed deed, String name, Crowd crowd) throws Exception {
        crowd.pass(TAKEN_OVER);
        int before = crowd.lines().size();
        crowd.pass(TAKEN_OVER_STILL);
        List<Line> all = crowd.lines();
        assertThat(Times.ofAcks(all.subList(before, all.size())).count())
                .as("answered at the end of %s of %s", deed, name)
                .isGreaterThan(ANSWERED_STILL);
    }
}

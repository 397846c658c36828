package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Line;
import io.parley.faults.checker.Setup;
import io.parley.faults.checker.Times;
import io.parley.faults.node.Network;
import io.parley.faults.node.Nodes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A gateway and the conversations do not hear each other for half a minute; another gateway hears both. Needs root. */
@Row(10)
@Tag("slow")
class PartitionTest {
    private static final Duration CUT = Duration.ofSeconds(30);
    private static final Duration TOLD = Duration.ofSeconds(5);
    private static final Duration WORKS = Duration.ofSeconds(10);

    /** Before each, as what a class is skipped for is in no table. */
    @BeforeEach
    void needNamespaces() {
        assumeTrue(Network.isPossible(), "network namespaces need root and ip(8)");
    }

    @Test
    void gatewayThatIsCutOffRefusesInTimeAndWorksAgainByItself(Figures figures) throws Exception {
        parted("both", network -> network.part("g1", "conversation"), figures);
    }

    @Test
    void gatewayThatIsHeardByNobodyWorksAgainByItself(Figures figures) throws Exception {
        parted("away", network -> network.cut("g1", "conversation"), figures);
    }

    @Test
    void gatewayThatHearsNobodyWorksAgainByItself(Figures figures) throws Exception {
        parted("back", network -> network.cut("conversation", "g1"), figures);
    }

    private interface Cut {
        void in(Network network) throws Exception;
    }

    private static void parted(String name, Cut cut, Figures figures) throws Exception {
        try (Network network = Network.open();
                Nodes nodes = Nodes.called("partition-" + name).across(network)) {
            nodes.startMember("conversation", "conversation").awaitReady();
            nodes.startMember("g1", "gateway");
            nodes.startMember("g2", "gateway");
            nodes.awaitReady();
            Setup near = Setup.of(nodes.url("g2")).withPrefix("near-").withClients(20, 5);
            Setup far = Setup.of(nodes.url("g1")).withPrefix("far-").withClients(20, 5);
            try (Crowd bystanders = Crowd.gather(near, nodes.journal("near"));
                    Crowd crowd = Crowd.gather(far, nodes.journal("far"))) {
                bystanders.talk(Duration.ofMillis(100), 5, 20);
                crowd.talk(Duration.ofMillis(100), 5, 20);
                crowd.pass(Duration.ofSeconds(5));

                cut.in(network);
                crowd.pass(CUT);
                Duration told = slowestAnswer(crowd.lines());
                Duration works = healed(network::heal, crowd);
                bystanders.hush();
                bystanders.settle(Duration.ofSeconds(30));

                Contract.holds(crowd, nodes.url("g2"));
                Contract.holds(bystanders, nodes.url("g2"), nodes, Contract.REVIVED);
                figures.add("refused within", told)
                        .add("works after", works)
                        .add("others' p95 ack", Times.ofAcks(bystanders.lines()).percentile(95));
                assertThat(crowd.refused()).isEmpty();
                assertThat(Times.ofReturns(bystanders.lines()).count()).isZero();
                assertThat(crowd.lines()).as("somebody was refused").anyMatch(line -> line.got("error"));
                assertThat(told).isLessThan(TOLD);
                assertThat(works).isLessThan(WORKS);
            }
        }
    }

    /** How a cut ends. */
    interface Healing {
        void happens() throws Exception;
    }

    /** Heals all. Says how long it took until everybody was answered again; from then on everybody hears how answers grow. */
    static Duration healed(Healing healing, Crowd crowd) throws Exception {
        healing.happens();
        long healed = System.nanoTime();
        crowd.hush();
        crowd.awaitConnected(Duration.ofSeconds(60));
        crowd.askAll(3, 5);
        crowd.settle(Duration.ofSeconds(60));
        Duration works = Duration.ofNanos(System.nanoTime() - healed);
        assertHears(crowd);
        return works;
    }

    /** Entries of the log come to a client that hears no pushes too, as it asks for them; pieces of an answer do not. */
    private static void assertHears(Crowd crowd) throws Exception {
        int before = crowd.lines().size();
        crowd.askAll(10, 100);
        crowd.settle(Duration.ofSeconds(60));
        List<Line> all = crowd.lines();
        Set<String> hearing = all.subList(before, all.size()).stream()
                .filter(line -> line.got("ai_delta"))
                .map(Line::client)
                .collect(Collectors.toSet());
        assertThat(hearing)
                .as("who hears pushes")
                .isEqualTo(all.stream().map(Line::client).collect(Collectors.toSet()));
    }

    /** How long a message waited at most, each time it was sent, until it was answered, refused, or its socket closed; or until now. */
    static Duration slowestAnswer(List<Line> lines) {
        Map<String, Long> waiting = new HashMap<>();
        long slowest = 0;
        for (Line line : lines) {
            String message = line.client() + " " + line.body().getString("id");
            if (line.sent("chat")) {
                waiting.put(message, line.atNanos());
            } else if ((line.got("ack") || line.got("error")) && waiting.containsKey(message)) {
                slowest = Math.max(slowest, line.atNanos() - waiting.remove(message));
            } else if (line.kind() == Line.Kind.CLOSED) {
                List<String> gone = waiting.keySet().stream()
                        .filter(one -> one.startsWith(line.client() + " "))
                        .toList();
                for (String one : gone) {
                    slowest = Math.max(slowest, line.atNanos() - waiting.remove(one));
                }
            }
        }
        long now = lines.get(lines.size() - 1).atNanos();
        for (long since : waiting.values()) {
            slowest = Math.max(slowest, now - since);
        }
        return Duration.ofNanos(slowest);
    }
}

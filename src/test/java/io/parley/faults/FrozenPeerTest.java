package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.TransportKind;
import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Line;
import io.parley.faults.checker.Setup;
import io.parley.faults.checker.Times;
import io.parley.faults.node.NodeProcess;
import io.parley.faults.node.Nodes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Row(12)
@Tag("slow")
class FrozenPeerTest {
    private static final double MIB = 1024 * 1024;
    private static final Duration FROZEN = Duration.ofSeconds(60);
    private static final Duration WARM = Duration.ofSeconds(5);
    /** 2,000 are meant; a reader that is a little late gets two as one. */
    private static final long LEAST_PUSHES = 1_500;

    private static final Duration PATIENT = Duration.ofMinutes(5);
    private static final Duration UNAFFECTED = Duration.ofMillis(250);

    /** 70 answers of 50 words a second each: some 2,000 deltas a second after they were put together. */
    private static final int READERS = 70;

    private static final int WORDS = 3_750;
    private static final int PACE_MS = 20;

    @ParameterizedTest
    @CsvSource({"EVENTBUS, user", "EVENTBUS, node", "REDIS, user", "REDIS, node"})
    void aFrozenPeerCostsNeitherMemoryNorLogNorTheOthers(TransportKind transport, String pushTo, Figures figures)
            throws Exception {
        try (Nodes nodes = Nodes.called("frozen-peer-" + transport + "-" + pushTo)
                .over(transport)
                .set("gateway.push_to", pushTo)) {
            nodes.startMember("conversation", "conversation");
            nodes.startMember("g1", "gateway");
            nodes.startMember("g2", "gateway");
            nodes.awaitReady();
            Setup many = Setup.of(nodes.url("g1"))
                    .withPrefix("many-")
                    .withClients(READERS, 1)
                    .withPing(PATIENT, PATIENT);
            Setup others = Setup.of(nodes.url("g2")).withPrefix("other-").withClients(5, 1);
            try (Crowd readers = Crowd.gather(many, nodes.journal());
                    Crowd bystanders = Crowd.gather(others, nodes.journal("others"))) {
                bystanders.askAll(1, 1);
                readers.askAll(WORDS, PACE_MS);
                bystanders.talk(Duration.ofMillis(200), 5, 20);
                bystanders.pass(WARM);
                assertPushes(readers, figures);

                freeze(nodes, bystanders, figures);
                revive(nodes, readers, figures);

                Contract.holds(bystanders, nodes.url("g2"));
                assertThat(Times.ofReturns(bystanders.lines()).count()).isZero();
                Contract.holds(readers, nodes.url("g2"), nodes, Contract.REVIVED);
            }
        }
    }

    /** That so much goes to the peer that is to stand still. */
    private static void assertPushes(Crowd readers, Figures figures) throws Exception {
        int from = readers.lines().size();
        readers.pass(WARM);
        List<Line> lines = readers.lines();
        long pushes = lines.subList(from, lines.size()).stream()
                .filter(line -> line.got("ai_delta"))
                .count();
        figures.add("pushes a second", pushes / WARM.toSeconds());
        assertThat(pushes / WARM.toSeconds()).as("pushes a second").isGreaterThan(LEAST_PUSHES);
    }

    private static void freeze(Nodes nodes, Crowd bystanders, Figures figures) throws Exception {
        NodeProcess sender = nodes.node("conversation");
        double heapBefore = sender.heapAfterGc();
        long logBefore = sender.logBytes();

        int before = bystanders.lines().size();

        nodes.node("g1").freeze();
        bystanders.pass(FROZEN);
        bystanders.hush();

        double heapGrowth = (sender.heapAfterGc() - heapBefore) / MIB;
        double logGrowth = (sender.logBytes() - logBefore) / MIB;
        figures.add("heap growth MiB", String.format(Locale.ROOT, "%.1f", heapGrowth))
                .add("log growth MiB", String.format(Locale.ROOT, "%.2f", logGrowth));
        List<Line> lines = bystanders.lines();
        Times meanwhile = Times.ofAcks(lines.subList(before, lines.size()));
        figures.add(
                        "others' p95 ack before",
                        Times.ofAcks(lines.subList(0, before)).percentile(95))
                .add("meanwhile", meanwhile.percentile(95));
        assertThat(meanwhile.count()).as("others talk on").isGreaterThan(100);
        assertThat(meanwhile.percentile(95)).as("others are not affected").isLessThan(UNAFFECTED);
        assertThat(heapGrowth).isLessThan(32);
        assertThat(logGrowth).isLessThan(1);
        bystanders.settle(Duration.ofSeconds(10));
    }

    private static void revive(Nodes nodes, Crowd readers, Figures figures) throws Exception {
        NodeProcess frozen = nodes.node("g1");
        long logBefore = frozen.logBytes();

        frozen.thaw();
        long thawed = System.nanoTime();
        readers.askAll(5, 10);
        readers.settle(Duration.ofSeconds(60));

        Duration normal = Duration.ofNanos(System.nanoTime() - thawed);
        figures.add("normal after", normal);
        assertThat(normal).isLessThan(Duration.ofSeconds(30));
        assertThat((frozen.logBytes() - logBefore) / MIB).isLessThan(1);
    }
}

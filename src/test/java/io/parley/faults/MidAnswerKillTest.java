package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.TransportKind;
import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Evidence;
import io.parley.faults.checker.Setup;
import io.parley.faults.node.NodeProcess;
import io.parley.faults.node.Nodes;
import io.parley.store.MariaDbServer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class MidAnswerKillTest {
    private static final Duration ENDED = Duration.ofSeconds(15);
    private static final int WORDS = 100;
    private static final int PACE_MS = 60;
    private static final Duration GENERATION = Duration.ofMillis(PACE_MS).multipliedBy(WORDS);

    @Row(8)
    @ParameterizedTest
    @CsvSource({"EVENTBUS, interrupt", "EVENTBUS, again", "REDIS, interrupt", "REDIS, again"})
    void anAnswerWhoseOwnerWasKilledEndsOnce(TransportKind transport, String policy, Figures figures) throws Exception {
        try (MariaDbServer server = MariaDbServer.start();
                Nodes nodes = Nodes.called("mid-answer-" + transport + "-" + policy)
                        .over(transport)
                        .set("conversation.on_crash", policy)) {
            Ownership ownership = Ownership.start(server, nodes);
            try (Crowd crowd = Crowd.gather(Setup.of(nodes.url("gateway")).withClients(20, 1), nodes.journal())) {
                crowd.askAll(WORDS, PACE_MS);
                crowd.pass(Duration.ofSeconds(3));
                boolean isShared = ownership.isShared(nodes);
                Duration ended = killAndSettle(crowd, ownership, nodes);

                figures.add("all ended after", ended);
                Evidence evidence = Contract.holds(crowd, nodes.url("gateway"), nodes);
                assertThat(ownership.outOfEpoch()).isEmpty();
                boolean isAgain = policy.equals("again");
                Set<String> ways = ends(evidence, "ai_reply", "status");
                assertThat(ways.contains("interrupted")).isEqualTo(!isAgain);
                assertThat(ways.contains("complete")).isEqualTo(isAgain || isShared);
                assertThat(ways).isSubsetOf("complete", "interrupted");
                assertThat(ended).isLessThan(isAgain ? ENDED.plus(GENERATION) : ENDED);
                assertThat(shortest(evidence)).as("kept of what was said").isPositive();
            }
        }
    }

    @Row(27)
    @ParameterizedTest
    @CsvSource({"EVENTBUS, interrupt", "EVENTBUS, again", "REDIS, interrupt", "REDIS, again"})
    void aTaskWhoseNodeWasKilledAtHalfEndsOnce(TransportKind transport, String policy, Figures figures)
            throws Exception {
        try (MariaDbServer server = MariaDbServer.start();
                Nodes nodes = Nodes.called("task-kill-" + transport + "-" + policy)
                        .over(transport)
                        .set("conversation.on_crash", policy)) {
            Ownership ownership = Ownership.start(server, nodes);
            try (Crowd crowd = Crowd.gather(Setup.of(nodes.url("gateway")).withClients(10, 1), nodes.journal())) {
                for (int client = 0; client < 10; client++) {
                    crowd.generate(client, new JsonObject().put("steps", WORDS).put("pace_ms", PACE_MS));
                }
                crowd.pass(GENERATION.dividedBy(2));
                Duration ended = killAndSettle(crowd, ownership, nodes);

                figures.add("all ended after", ended);
                Evidence evidence = Contract.holds(crowd, nodes.url("gateway"), nodes);
                assertThat(ownership.outOfEpoch()).isEmpty();
                boolean isAgain = policy.equals("again");
                Set<String> ways = types(evidence);
                assertThat(ways).contains(isAgain ? "task_completed" : "task_failed");
                assertThat(ways.contains("task_failed")).isEqualTo(!isAgain);
                assertThat(ended).isLessThan(isAgain ? ENDED.plus(GENERATION) : ENDED);
            }
        }
    }

    @Test
    @Row(8)
    void aSingleNodeThatIsStartedAgainEndsWhatItsKillLeftOpen(Figures figures) throws Exception {
        try (Nodes nodes = Nodes.called("restart-mid-answer").onDisk()) {
            nodes.startAlone("n").awaitReady();
            try (Crowd crowd = Crowd.gather(Setup.of(nodes.url("n")), nodes.journal())) {
                crowd.askAll(WORDS, PACE_MS);
                crowd.pass(Duration.ofSeconds(3));
                nodes.node("n").kill();
                nodes.startAgain("n").awaitReady();
                long ready = System.nanoTime();
                crowd.settle(Duration.ofMinutes(2));

                figures.add("all ended after", Duration.ofNanos(System.nanoTime() - ready));
                Evidence evidence = Contract.holds(crowd, nodes.url("n"), nodes);
                assertThat(ends(evidence, "ai_reply", "status")).contains("interrupted");
            }
        }
    }

    private static Duration killAndSettle(Crowd crowd, Ownership ownership, Nodes nodes) throws Exception {
        NodeProcess owner = ownership.busiest(nodes);
        assertThat(ownership.owned(owner)).isNotEmpty();
        owner.kill();
        long killed = System.nanoTime();
        crowd.settle(Duration.ofSeconds(60));
        return Duration.ofNanos(System.nanoTime() - killed);
    }

    private static Set<String> ends(Evidence evidence, String type, String field) {
        return entries(evidence).stream()
                .filter(entry -> type.equals(entry.getString("type")))
                .map(entry -> entry.getString(field))
                .collect(Collectors.toSet());
    }

    private static Set<String> types(Evidence evidence) {
        return entries(evidence).stream().map(entry -> entry.getString("type")).collect(Collectors.toSet());
    }

    private static int shortest(Evidence evidence) {
        return entries(evidence).stream()
                .filter(entry -> "ai_reply".equals(entry.getString("type")))
                .mapToInt(entry -> entry.getString("content", "").length())
                .min()
                .orElse(0);
    }

    private static List<JsonObject> entries(Evidence evidence) {
        return evidence.logs().values().stream().flatMap(List::stream).toList();
    }
}

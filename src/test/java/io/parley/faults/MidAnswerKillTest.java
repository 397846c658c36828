package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.TransportKind;
import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Evidence;
import io.parley.faults.checker.Line;
import io.parley.faults.checker.NumberedScript;
import io.parley.faults.checker.Setup;
import io.parley.faults.node.NodeProcess;
import io.parley.faults.node.Nodes;
import io.parley.store.MariaDbServer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    /** Those of a checkpoint's interval of 1 s, and of what a busy machine takes to write it. */
    private static final int MOST_WORDS_LOST = 2_000 / PACE_MS;

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
                assertThat(mostWordsLost(evidence))
                        .as("words shown and not kept")
                        .isLessThan(MOST_WORDS_LOST);
                assertThat(entries(evidence).stream().anyMatch(entry -> isSecond(entry, "ai_reply")))
                        .isEqualTo(isAgain);
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
                assertThat(entries(evidence))
                        .filteredOn(entry -> "task_failed".equals(entry.getString("type")))
                        .allMatch(entry -> entry.getJsonObject("error").getBoolean("retry"));
                assertThat(evidence.journal().stream().anyMatch(line -> isSecond(line.body(), "progress")))
                        .isEqualTo(isAgain);
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
                int until = crowd.lines().size();
                nodes.node("n").kill();
                nodes.startAgain("n").awaitReady();
                long ready = System.nanoTime();
                List<Line> meanwhile = crowd.lines();
                long at = meanwhile.get(meanwhile.size() - 1).atNanos();
                crowd.settle(Duration.ofMinutes(2));

                figures.add("all ended after", Duration.ofNanos(System.nanoTime() - ready));
                assertThat(crowd.lines().stream().skip(until))
                        .filteredOn(line -> "interrupted".equals(line.body().getString("status")))
                        .isNotEmpty()
                        .allMatch(line -> line.atNanos() - at < ENDED.toNanos());
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

    private static boolean isSecond(JsonObject message, String type) {
        return type.equals(message.getString("type")) && message.getInteger("attempt", 0) == 2;
    }

    /** How many words of an interrupted answer somebody was shown that it has not kept, at most. */
    private static long mostWordsLost(Evidence evidence) {
        Map<String, Integer> shown = new HashMap<>();
        for (Line line : evidence.journal()) {
            if (line.got("ai_delta")) {
                JsonObject delta = line.body();
                int end = delta.getInteger("offset", 0)
                        + delta.getString("content", "").length();
                shown.merge(delta.getString("message_id"), end, Math::max);
            }
        }
        Map<String, JsonObject> questions = entries(evidence).stream()
                .collect(Collectors.toMap(entry -> entry.getString("message_id"), entry -> entry));
        NumberedScript script = new NumberedScript();
        return entries(evidence).stream()
                .filter(entry -> "interrupted".equals(entry.getString("status")))
                .mapToLong(reply -> {
                    String whole = String.valueOf(
                            script.content(Objects.requireNonNull(questions.get(reply.getString("reply_to")))));
                    int kept = reply.getString("content").length();
                    int end = Math.max(kept, shown.getOrDefault(reply.getString("message_id"), 0));
                    return whole.substring(kept, end)
                            .chars()
                            .filter(sign -> sign == ' ')
                            .count();
                })
                .max()
                .orElse(0);
    }

    private static List<JsonObject> entries(Evidence evidence) {
        return evidence.logs().values().stream().flatMap(List::stream).toList();
    }
}

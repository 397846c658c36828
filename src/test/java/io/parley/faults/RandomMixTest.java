package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Evidence;
import io.parley.faults.checker.Times;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One fault after the other, as a seed says, while clients talk; {@code -Dfaults.seed} and {@code -Dfaults.minutes}, or {@code
 * ./launcher test --faults --row 0 --seed N --minutes N}. The faults and their order are the seed's, what the machine makes
 * of it is not.
 */
@Row(0)
@Tag("slow")
class RandomMixTest {
    private static final List<Calamity> CALAMITIES = List.of(Calamity.values());
    /** What faults of all kinds explain: a log that cannot be written, and what was said while it was so. */
    private static final String[] EXPLAINED = Stream.concat(
                    Stream.of(Contract.REVIVED), Stream.of("\"event\":\"log_not_written\""))
            .toArray(String[]::new);

    @Test
    void promisesHoldThroughWhateverComes(Figures figures) throws Exception {
        long seed = Long.getLong("faults.seed", System.nanoTime() & 0xffffff);
        Duration length = Duration.ofMinutes(Long.getLong("faults.minutes", 3));
        figures.add("seed", seed);
        System.out.println("faults.seed " + seed);
        List<String> steps = new ArrayList<>();
        try (Stage stage = new Stage("mix-" + seed)) {
            Crowd crowd = stage.gather(40, 4);
            crowd.talkAndTask(Duration.ofMillis(60), 15, 20);
            try {
                play(stage, new Random(seed), length, steps);
            } finally {
                Files.write(Path.of("target/faults/mix-" + seed, "steps.txt"), steps);
            }
            crowd.hush();
            crowd.settle(Duration.ofMinutes(2));

            Evidence evidence = Contract.holds(crowd, stage.nodes().url("g1"), stage.nodes(), EXPLAINED);
            figures.add("faults", steps.size())
                    .add(
                            "entries",
                            evidence.logs().values().stream()
                                    .mapToInt(List::size)
                                    .sum())
                    .add("p95 back", Times.ofReturns(crowd.lines()).percentile(95));
        }
    }

    private static void play(Stage stage, Random random, Duration length, List<String> steps) throws Exception {
        long began = System.nanoTime();
        while (System.nanoTime() - began < length.toNanos()) {
            stage.pass(random, 6_000);
            Calamity next = CALAMITIES.get(random.nextInt(CALAMITIES.size()));
            steps.add(Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms " + next);
            next.strike(stage, random);
        }
        assertThat(stage.nodes().all()).allMatch(node -> node.isAlive());
    }
}

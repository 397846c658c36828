package io.parley.store;

import static io.parley.store.ConversationLogContract.LEASE;
import static io.parley.store.ConversationLogContract.get;
import static io.parley.store.ConversationLogContract.history;
import static io.parley.store.ConversationLogContract.said;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.faults.Row;
import io.parley.protocol.Logged;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that writes 500 entries a second into its file, killed at any moment, and begun again on the same file. */
@Row(19)
final class H2KillTest {
    private static final int CONVERSATIONS = 8;
    private static final int EACH_MS = 16; // eight writers, one entry every 16 ms each: 500 a second

    private final Path folder;

    H2KillTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void twoKillsLoseNothingThatWasAcknowledged() throws Exception {
        kill(2, new Random(19));
    }

    @Test
    @Tag("slow")
    void twentyKillsLoseNothingThatWasAcknowledged() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        kill(20, new Random(seed));
    }

    private void kill(int times, Random random) throws Exception {
        Map<String, Long> acknowledged = new HashMap<>();
        for (int round = 0; round < times; round++) {
            Path output = folder.resolve("output-" + round);
            Process writer = writer(output);
            int least = 400 + random.nextInt(800);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> acknowledged(output).size() >= least);

            assertThat(writer.destroyForcibly().waitFor(10, SECONDS)).isTrue();

            acknowledged.putAll(acknowledged(output));
            assertNothingLost(acknowledged);
        }
    }

    private void assertNothingLost(Map<String, Long> acknowledged) {
        Vertx vertx = Vertx.vertx();
        ConversationLog log = get(Logs.open(vertx, config(folder)));
        Map<String, Long> found = new HashMap<>();
        for (int i = 0; i < CONVERSATIONS; i++) {
            List<Logged> entries = history(log, "w" + i);
            assertThat(entries.stream().map(Logged::seq))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, entries.size()).boxed().toList());
            entries.forEach(entry -> found.put(entry.messageId(), entry.seq()));
        }
        get(log.close());
        get(vertx.close());
        assertThat(found).containsAllEntriesOf(acknowledged);
    }

    private static StoreConfig config(Path folder) {
        return StoreConfig.h2(folder.resolve("log").toString());
    }

    private Process writer(Path output) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(java, "-Xmx256m", "-cp", classPath, Writer.class.getName(), folder.toString())
                .redirectError(folder.resolve("errors").toFile())
                .redirectOutput(output.toFile())
                .start();
    }

    /** What the other process was told, as far as it had a whole line of it written. */
    private static Map<String, Long> acknowledged(Path output) throws IOException {
        Map<String, Long> told = new HashMap<>();
        String text = Files.readString(output);
        text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith("ack "))
                .map(line -> line.split(" ", -1))
                .forEach(ack -> told.put(ack[1], Long.valueOf(ack[2])));
        return told;
    }

    /** Appends until it is killed, and prints each entry when it is acknowledged. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            Vertx vertx = Vertx.vertx();
            ConversationLog log = get(Logs.open(vertx, config(Path.of(arguments[0]))));
            get(log.retireOthers("writer"));
            get(log.renew("writer", LEASE));
            List<Claim> claims = IntStream.range(0, CONVERSATIONS)
                    .mapToObj(i -> get(log.claim("w" + i, "writer")))
                    .toList();
            claims.forEach(claim -> vertx.setPeriodic(EACH_MS, tick -> append(log, claim)));
        }

        private static void append(ConversationLog log, Claim claim) {
            Entry entry = said(claim.projectId(), "some words that somebody wrote");
            log.append(claim, entry)
                    .onSuccess(
                            seq -> System.out.println("ack " + entry.message().messageId() + " " + seq))
                    .onFailure(Throwable::printStackTrace);
        }
    }
}

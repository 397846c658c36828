package io.parley.store;

import static io.parley.store.ConversationLogContract.LEASE;
import static io.parley.store.ConversationLogContract.P;
import static io.parley.store.ConversationLogContract.get;
import static io.parley.store.ConversationLogContract.history;
import static io.parley.store.ConversationLogContract.said;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.faults.Row;
import io.parley.protocol.Logged;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the room in the file that nothing needs any more. */
final class H2CompactionTest {
    private static final long LITTLE = 1024 * 1024;
    private static final String HALF_DONE = "log.mv.db.tempFile"; // H2's own, while it compacts
    private static final int LONGEST_MS = 200;

    private final Vertx vertx = Vertx.vertx();
    private final Path folder;

    H2CompactionTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void closeVertx() {
        get(vertx.close());
    }

    @Test
    void aFileThatIsMostlyDeadIsCompactedWhenItIsOpenedAndKeepsAll() throws Exception {
        List<Logged> before = waste(400);
        long wasted = size();

        ConversationLog log = get(open(LITTLE));

        assertThat(wasted).isGreaterThan(4 * LITTLE);
        assertThat(size()).isLessThan(wasted / 4);
        assertThat(history(log, P)).isEqualTo(before);
        Claim claim = get(log.claim(P, "a"));
        assertThat(get(log.append(claim, said("after")))).isEqualTo(before.size() + 1L);
        get(log.close());
    }

    @Test
    void aSmallFileIsLeftAlone() throws Exception {
        waste(400);
        long wasted = size();

        ConversationLog log = get(open(1024 * LITTLE));

        assertThat(size()).isGreaterThanOrEqualTo(wasted);
        get(log.close());
    }

    @Test
    void logsThatAreOpenedTogetherDoNotCloseEachOthersFile() throws Exception {
        List<Logged> before = waste(400);

        List<Future<ConversationLog>> opening =
                IntStream.range(0, 4).mapToObj(i -> open(LITTLE)).toList();

        for (Future<ConversationLog> log : opening) {
            assertThat(history(get(log), P)).isEqualTo(before);
        }
        for (Future<ConversationLog> log : opening) {
            get(get(log).close());
        }
    }

    @Test
    @Row(19)
    @Tag("slow")
    void aKillInTheMiddleOfCompactingLosesNothing() throws Exception {
        List<Logged> before = waste(3_000);
        Random random = new Random(25);
        for (int round = 0; round < 20; round++) {
            Files.copy(folder.resolve("wasted"), file(), StandardCopyOption.REPLACE_EXISTING);
            Process opener = opener();
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> Files.exists(folder.resolve(HALF_DONE)) || !opener.isAlive());
            opener.waitFor(random.nextInt(LONGEST_MS), MILLISECONDS);
            assertThat(opener.destroyForcibly().waitFor(10, SECONDS)).isTrue();

            ConversationLog log = get(open(Long.MAX_VALUE));

            assertThat(history(log, P)).isEqualTo(before);
            get(log.close());
        }
    }

    /**
     * Writes entries one commit each; each commit leaves dead pages behind. Leaves the file as a kill would: closing it
     * compacts it a little.
     */
    private List<Logged> waste(int entries) throws IOException {
        ConversationLog log = get(open(Long.MAX_VALUE));
        get(log.renew("a", LEASE));
        Claim claim = get(log.claim(P, "a"));
        for (int i = 0; i < entries; i++) {
            get(log.append(claim, said("n" + i)));
        }
        List<Logged> all = history(log, P);
        Path wasted = Files.copy(file(), folder.resolve("wasted"));
        get(log.close());
        Files.copy(wasted, file(), StandardCopyOption.REPLACE_EXISTING);
        return all;
    }

    private Future<ConversationLog> open(long leastBytes) {
        return H2File.open(vertx, config(folder), leastBytes, Tails.NONE);
    }

    private long size() throws IOException {
        return Files.size(file());
    }

    private Path file() {
        return folder.resolve("log.mv.db");
    }

    private static StoreConfig config(Path folder) {
        return StoreConfig.h2(folder.resolve("log").toString());
    }

    private Process opener() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(java, "-cp", classPath, Opener.class.getName(), folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Opens the file, which compacts it. */
    static final class Opener {
        private Opener() {}

        public static void main(String[] arguments) {
            Vertx vertx = Vertx.vertx();
            get(get(H2File.open(vertx, config(Path.of(arguments[0])), LITTLE, Tails.NONE))
                    .close());
            get(vertx.close());
        }
    }
}

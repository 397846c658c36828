package io.parley.store;

import static io.parley.store.ConversationLogContract.P;
import static io.parley.store.ConversationLogContract.get;
import static io.parley.store.ConversationLogContract.history;
import static io.parley.store.ConversationLogContract.said;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.parley.protocol.Logged;
import io.parley.store.StoreConfig.H2;
import io.parley.store.StoreConfig.Kind;
import io.parley.store.StoreConfig.Migrate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file: what it survives, and who may open it. */
final class H2FileTest {
    private static final String OUTPUT = "output.txt";
    private static final String ACK = "ack ";
    private final Vertx vertx = Vertx.vertx();

    private Path folder;

    @BeforeEach
    void useFolder(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void closeVertx() {
        get(vertx.close());
    }

    @Test
    void aRestartShowsTheSameHistoryAndGoesOnWithItsNumbers() {
        ConversationLog first = open();
        Claim claim = get(first.claim(P, "a"));
        get(first.append(claim, said("你好 👍")));
        get(first.append(claim, said("second")));
        List<Logged> before = history(first, P);
        String id = first.logId();
        get(first.close());

        ConversationLog second = open();
        Claim again = get(second.claim(P, "a"));
        long next = get(second.append(again, said("third")));

        assertThat(history(second, P)).startsWith(before.toArray(Logged[]::new)).hasSize(3);
        assertThat(next).isEqualTo(3);
        assertThat(again.epoch()).isEqualTo(2);
        assertThat(second.logId()).isEqualTo(id);
        assertThat(second.durability()).isEqualTo(Durability.DISK);
        get(second.close());
    }

    @Test
    void fileThatClosedItselfIsOpenedAgainWithAllThatWasAcknowledged() throws Exception {
        ConversationLog log = open();
        Claim claim = get(log.claim(P, "a"));
        get(log.append(claim, said("before")));

        try (Connection other = DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("log"), "sa", "")) {
            other.createStatement().execute("SHUTDOWN IMMEDIATELY"); // as H2 does when it cannot write
        }
        await().until(() -> log.append(claim, said("after"))
                .transform(end -> Future.succeededFuture(end.succeeded()))
                .await(10, SECONDS));

        assertThat(history(log, P)).hasSize(2);
        get(log.close());
    }

    /** One that lost its end may look so too, where H2 finds an old beginning in it. */
    @Test
    void fileWithoutALogInItIsRefusedAndLeftAsItIs() throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("log");
        try (Connection other = DriverManager.getConnection(url, "sa", "");
                Statement statement = other.createStatement()) {
            statement.execute("CREATE TABLE other AS SELECT x, RANDOM_UUID() AS y FROM SYSTEM_RANGE(1, 5000)");
        }

        assertThatThrownBy(this::open).isInstanceOf(StoreFailure.class).hasMessageContaining("no log in it");

        try (Connection other = DriverManager.getConnection(url, "sa", "");
                Statement statement = other.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM other")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(5000);
        }
    }

    @Test
    void closingWaitsForWhatIsBeingWritten() {
        ConversationLog log = open();
        Claim claim = get(log.claim(P, "a"));
        List<Future<Long>> appends = IntStream.range(0, 300)
                .mapToObj(i -> log.append(claim, said("n" + i)))
                .toList();

        Future<Void> closed = log.close();
        Future<Long> late = log.append(claim, said("late"));

        get(closed);
        assertThat(appends).allMatch(Future::succeeded);
        assertThatThrownBy(() -> get(late)).isInstanceOf(StoreFailure.class).hasMessageContaining("closed");
        ConversationLog again = open();
        assertThat(get(again.lastSeq(P))).isEqualTo(300);
        get(again.close());
    }

    @Test
    void whatDoesNotFindRoomInTheQueueIsRefusedAtOnceAndTheRestHasNoGap() {
        ConversationLog log = open();
        Claim claim = get(log.claim(P, "a"));

        List<Future<Long>> appends = IntStream.range(0, 30_000)
                .mapToObj(i -> log.append(claim, said("n" + i)))
                .toList();
        appends.forEach(append -> get(append.otherwiseEmpty()));

        List<Long> numbers =
                appends.stream().filter(Future::succeeded).map(Future::result).toList();
        assertThat(numbers.size()).isBetween(1, 29_999);
        assertThat(numbers)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, numbers.size()).boxed().toList());
        assertThat(appends.stream().filter(Future::failed).map(Future::cause))
                .allSatisfy(failure -> assertThat(failure).isInstanceOf(StoreFailure.class));
        get(log.close());
    }

    @Test
    void withFsyncItKeepsTheSamePromises() {
        ConversationLog log = get(Logs.open(vertx, config(true, Migrate.AUTO)));
        Claim claim = get(log.claim(P, "a"));

        long seq = get(log.append(claim, said("on the disk")));

        assertThat(seq).isEqualTo(1);
        get(log.close());
    }

    @Test
    void validateRefusesAnEmptyFileAndTakesOneThatIsUpToDate() {
        assertThatThrownBy(() -> get(Logs.open(vertx, config(false, Migrate.VALIDATE))))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("V1__log.sql")
                .hasMessageContaining("store.migrate");
        get(open().close());

        ConversationLog log = get(Logs.open(vertx, config(false, Migrate.VALIDATE)));

        assertThat(get(log.lastSeq(P))).isZero();
        get(log.close());
    }

    @Test
    void aPlaceThatCannotBeWrittenIsOneLineThatNamesItAndTheOption() throws Exception {
        Path file = Files.writeString(folder.resolve("a-file"), "not a folder");

        Future<ConversationLog> log =
                Logs.open(vertx, StoreConfig.h2(file.resolve("log").toString()));

        assertThatThrownBy(() -> get(log))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("data_dir")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aFullDiskIsOneLineThatNamesItAndWhatToDoWhereverTheOpeningMeetsIt() throws Exception {
        try (SmallDisk disk = SmallDisk.mounted(folder, 128)) {
            for (int free = 4; free < 128; free += 16) {
                disk.leave(free);

                Future<ConversationLog> log = Logs.open(
                        vertx,
                        StoreConfig.h2(disk.folder().resolve("log" + free).toString()));

                assertThatThrownBy(() -> get(log))
                        .isInstanceOf(StoreFailure.class)
                        .hasMessageContaining("log" + free + ".mv.db")
                        .hasMessageContaining("make room")
                        .hasMessageContaining("data_dir")
                        .hasMessageNotContaining("\n");
                Files.deleteIfExists(disk.folder().resolve("log" + free + ".mv.db"));
            }
        }
    }

    @Test
    void saysThatNothingIsWrittenWhileTheDiskIsFullAndNoMoreSinceSomethingIs() throws Exception {
        try (SmallDisk disk = SmallDisk.mounted(folder, 4_096)) {
            ConversationLog log = get(
                    Logs.open(vertx, StoreConfig.h2(disk.folder().resolve("log").toString())));
            Claim claim = get(log.claim(P, "a"));
            get(log.append(claim, said("before")));
            assertThat(log.unwritten()).isNull();
            disk.leave(0);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> log.append(claim, said("x".repeat(50_000)))
                            .transform(end -> Future.succeededFuture(end.failed()))
                            .await(20, SECONDS));

            assertThat(log.unwritten()).isEqualTo("the log takes no entries");

            disk.leave(4_096);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> log.append(claim, said("after"))
                            .transform(end -> Future.succeededFuture(end.succeeded()))
                            .await(20, SECONDS));
            assertThat(log.unwritten()).isNull();
            get(log.close());
        }
    }

    @Test
    void aFileOfAnotherProcessIsOneLineThatNamesItAndWhatToDo() throws Exception {
        Process other = writer();
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged() > 0);

            Future<ConversationLog> log = Logs.open(vertx, config(false, Migrate.AUTO));

            assertThatThrownBy(() -> get(log))
                    .isInstanceOf(StoreFailure.class)
                    .hasMessageContaining(folder.resolve("log.mv.db").toString())
                    .hasMessageContaining("another process")
                    .hasMessageNotContaining("\n");
        } finally {
            other.destroyForcibly().waitFor(10, SECONDS);
        }
    }

    @Test
    void whatWasAcknowledgedSurvivesTheKillOfTheProcess() throws Exception {
        Process other = writer();
        await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged() >= 200);

        boolean killed = other.destroyForcibly().waitFor(10, SECONDS);

        assertThat(killed).isTrue();
        long acknowledged = acknowledged();
        ConversationLog log = open();

        List<Logged> history = history(log, P);
        assertThat(history.size()).isGreaterThanOrEqualTo((int) acknowledged);
        assertThat(history.stream().map(Logged::seq))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, history.size())
                        .mapToObj(Long::valueOf)
                        .toList());
        assertThat(get(log.openTurns(P))).isEmpty();
        get(log.close());
    }

    private ConversationLog open() {
        return get(Logs.open(vertx, config(false, Migrate.AUTO)));
    }

    private StoreConfig config(boolean fsync, Migrate migrate) {
        return new StoreConfig(Kind.H2, new H2(folder.resolve("log").toString(), fsync, null, null), null, migrate);
    }

    private Process writer() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), Writer.class.getName(), folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(folder.resolve(OUTPUT).toFile())
                .start();
    }

    /** The last number that the other process got an acknowledgement of. */
    private long acknowledged() throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve(OUTPUT))) {
            return lines.filter(line -> line.startsWith(ACK) && line.endsWith(";"))
                    .mapToLong(line -> Long.parseLong(line.substring(ACK.length(), line.length() - 1)))
                    .max()
                    .orElse(0);
        }
    }

    /** Appends until it is killed, and prints each number when it is acknowledged. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            Vertx vertx = Vertx.vertx();
            String file = Path.of(arguments[0]).resolve("log").toString();
            ConversationLog log = get(Logs.open(vertx, StoreConfig.h2(file)));
            get(log.renew("writer", Duration.ofSeconds(60)));
            Claim claim = get(log.claim(P, "writer"));
            for (int i = 0; i < 100_000; i++) {
                System.out.println(ACK + get(log.append(claim, said("n" + i))) + ";");
            }
        }
    }
}

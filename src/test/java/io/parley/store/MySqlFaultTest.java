package io.parley.store;

import static io.parley.store.ConversationLogContract.LEASE;
import static io.parley.store.ConversationLogContract.P;
import static io.parley.store.ConversationLogContract.get;
import static io.parley.store.ConversationLogContract.history;
import static io.parley.store.ConversationLogContract.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.parley.faults.Figures;
import io.parley.faults.Row;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The log in a database of a real server, while things go wrong with that. */
final class MySqlFaultTest {
    /** An acknowledgement is given or refused within 6 s; the rest is room for a busy machine. */
    private static final Duration LATEST = Duration.ofSeconds(7);

    private static final int WRITERS = 64;

    private static MariaDbServer server;

    private final Vertx vertx = Vertx.vertx();
    private StoreConfig config;
    private ConversationLog log;

    @BeforeAll
    static void startServer() throws Exception {
        server = MariaDbServer.start();
    }

    @AfterAll
    static void endServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void openLog() throws Exception {
        config = server.newDatabase();
        log = get(Logs.open(vertx, config));
        get(log.renew("a", LEASE));
    }

    @AfterEach
    void closeLog() {
        get(log.close());
        get(vertx.close());
    }

    @Test
    @Row(17)
    void killedServerLosesNothingAcknowledgedAndWorksAgainSoonAfterItsStart(Figures figures) throws Exception {
        killed(2, figures);
    }

    @Test
    @Row(19)
    @Tag("slow")
    void serverKilledTwentyTimesLosesNothingAcknowledged(Figures figures) throws Exception {
        killed(20, figures);
    }

    private void killed(int times, Figures figures) throws Exception {
        Writers writers = new Writers(vertx, log, WRITERS).start();
        for (int round = 0; round < times; round++) {
            long before = writers.acknowledged();
            await().atMost(Duration.ofSeconds(20)).until(() -> writers.acknowledged() > before + 1_000);
            server.kill();
            long failed = writers.failures();
            await().atMost(Duration.ofSeconds(10)).until(() -> writers.failures() > failed + WRITERS);
            long atKill = writers.acknowledged();

            server.restart();

            await().atMost(Duration.ofSeconds(10)).until(() -> writers.acknowledged() > atKill + WRITERS);
        }
        writers.stop();

        writers.assertNothingLost(log);
        figures.add("slowest answer", writers.slowest());
        assertThat(writers.slowest()).isLessThan(LATEST);
    }

    @Test
    @Row(17)
    void killedServerIsToldAtOnceToWhoeverReads() throws Exception {
        get(log.lastSeq(P));
        server.kill();

        List<Future<Long>> reads =
                IntStream.range(0, 1_000).mapToObj(i -> log.lastSeq(P)).toList();

        assertThat(reads).allSatisfy(read -> assertThatThrownBy(() -> get(read)).isInstanceOf(StoreFailure.class));
        server.restart();
        await().atMost(Duration.ofSeconds(5)).ignoreExceptions().until(() -> get(log.lastSeq(P)) == 0);
    }

    @Test
    @Row(18)
    void frozenServerDelaysNoAnswerForMoreThanSixSecondsAndThePoolHeals(Figures figures) throws Exception {
        frozen(Duration.ofSeconds(8), figures);
    }

    @Test
    @Row(18)
    @Tag("slow")
    void serverFrozenForHalfAMinuteDelaysNoAnswerForMoreThanSixSecondsAndThePoolHeals(Figures figures)
            throws Exception {
        frozen(Duration.ofSeconds(30), figures);
    }

    private void frozen(Duration time, Figures figures) throws Exception {
        Writers writers = new Writers(vertx, log, WRITERS).start();
        await().atMost(Duration.ofSeconds(20)).until(() -> writers.acknowledged() > 1_000);
        server.freeze();
        long end = System.nanoTime() + time.toNanos();
        List<Future<?>> asked = new ArrayList<>();
        await().atMost(time.plusSeconds(5)).pollInterval(Duration.ofMillis(10)).until(() -> {
            asked.add(log.claim("p" + asked.size(), "a"));
            return System.nanoTime() - end > 0;
        });
        long atThaw = writers.acknowledged();

        server.thaw();

        await().atMost(Duration.ofSeconds(5)).until(() -> writers.acknowledged() > atThaw + WRITERS);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> get(log.claim("q", "a")).mine());
        writers.stop();
        writers.assertNothingLost(log);
        figures.add("slowest answer", writers.slowest());
        assertThat(writers.slowest()).isLessThan(LATEST);
        assertThat(asked)
                .allSatisfy(question -> assertThat(question.isComplete()).isTrue());
    }

    @Test
    @Row(18)
    void connectionsThatAreCutWhileTheyRestAreReplacedWithoutAnyoneNoticing() throws Exception {
        Claim claim = get(log.claim(P, "a"));
        List<Future<Long>> warm =
                IntStream.range(0, 50).mapToObj(i -> log.lastSeq(P)).toList();
        warm.forEach(ConversationLogContract::get);
        for (int round = 0; round < 5; round++) {
            int cut = cutConnections();

            List<Future<Long>> reads =
                    IntStream.range(0, 20).mapToObj(i -> log.lastSeq(P)).toList();
            long seq = get(log.append(claim, said("after the cut")));

            assertThat(cut).isPositive();
            assertThat(seq).isEqualTo(round + 1L);
            reads.forEach(ConversationLogContract::get);
        }
    }

    @Test
    @Row(18)
    void connectionsThatAreCutWhileTheyAreUsedLoseNothing() throws Exception {
        Writers writers = new Writers(vertx, log, WRITERS).start();
        for (int round = 0; round < 20; round++) {
            long before = writers.acknowledged();
            cutConnections();
            await().atMost(Duration.ofSeconds(10)).until(() -> writers.acknowledged() > before + WRITERS);
        }
        writers.stop();

        writers.assertNothingLost(log);
    }

    @Test
    @Row(18)
    void victimOfADeadlockIsTriedAgain() throws Exception {
        Claim first = get(log.claim("p1", "a"));
        Claim second = get(log.claim("p2", "a"));
        int deadlocks = deadlocks();
        try (Connection other = server.admin();
                var statement = other.createStatement()) {
            statement.execute("USE " + database());
            statement.execute("SET innodb_lock_wait_timeout = 5");
            other.setAutoCommit(false);
            // what has changed most is not the victim
            statement.execute("INSERT INTO instance SELECT CONCAT('i', seq), 0, 0, 0 FROM seq_1_to_1000");
            statement.executeQuery("SELECT seq FROM message WHERE project_id = 'p1' FOR UPDATE");
            List<Future<Long>> batch = new CopyOnWriteArrayList<>();
            vertx.getOrCreateContext().runOnContext(together -> {
                batch.add(log.append(first, said("p1", "one")));
                batch.add(log.append(second, said("p2", "two")));
            });
            await().atMost(Duration.ofSeconds(5)).until(this::somebodyWaits);

            statement.execute("UPDATE conversation SET title = 'mine' WHERE project_id = 'p1'");
            other.commit();

            assertThat(batch)
                    .hasSize(2)
                    .allSatisfy(append -> assertThat(get(append)).isEqualTo(1));
            assertThat(deadlocks()).isGreaterThan(deadlocks);
        }
    }

    @Test
    @Row(18)
    void conversationThatSomebodyElseHoldsDelaysItsOwnEntriesOnly() throws Exception {
        Claim held = get(log.claim("p1", "a"));
        Claim free = get(log.claim("p2", "a"));
        try (Connection other = server.admin();
                var statement = other.createStatement()) {
            statement.execute("USE " + database());
            other.setAutoCommit(false);
            statement.execute("UPDATE conversation SET title = 'mine' WHERE project_id = 'p1'");

            Future<Long> stuck = log.append(held, said("p1", "one"));
            Future<Long> good = log.append(free, said("p2", "two"));

            assertThat(get(good)).isEqualTo(1);
            assertThatThrownBy(() -> get(stuck)).isInstanceOf(StoreFailure.class);
            other.rollback();
        }
        assertThat(get(log.append(held, said("p1", "again")))).isEqualTo(1);
    }

    @Test
    @Row(18)
    void readOnlyServerIsReadAndTakesEntriesAsSoonAsItMay() throws Exception {
        Claim claim = get(log.claim(P, "a"));
        get(log.append(claim, said("before")));
        server.readOnly(true);
        try {
            Future<Long> append = log.append(claim, said("refused"));
            Future<Boolean> renewal = log.renew("a", LEASE);

            assertThatThrownBy(() -> get(append))
                    .isInstanceOf(StoreFailure.class)
                    .hasMessageContaining("read-only");
            assertThatThrownBy(() -> get(renewal)).isInstanceOf(StoreFailure.class);
            assertThat(history(log, P)).hasSize(1);
        } finally {
            server.readOnly(false);
        }

        assertThat(get(log.append(claim, said("after")))).isEqualTo(2);
    }

    @Test
    @Row(18)
    void connectionsToAReadOnlyServerAreLetGoAsTheNameMayLeadElsewhereByNow() throws Exception {
        Claim claim = get(log.claim(P, "a"));
        List<String> before = connections();
        server.readOnly(true);
        try {
            assertThatThrownBy(() -> get(log.append(claim, said("refused"))));
        } finally {
            server.readOnly(false);
        }

        get(log.append(claim, said("after")));

        assertThat(connections()).doesNotContainAnyElementsOf(before);
    }

    @Test
    @Row(18)
    void closingDoesNotWaitForAFrozenServer() throws Exception {
        ConversationLog other = get(Logs.open(vertx, config));
        server.freeze();
        try {
            Future<Long> read = other.lastSeq(P);

            get(other.close().otherwiseEmpty());

            assertThatThrownBy(() -> get(read)).isInstanceOf(StoreFailure.class);
        } finally {
            server.thaw();
        }
    }

    private int cutConnections() throws SQLException {
        List<String> all = connections();
        for (String id : all) {
            try {
                server.execute("KILL " + id);
            } catch (SQLException gone) {
                // it has ended by itself
            }
        }
        return all.size();
    }

    private List<String> connections() throws SQLException {
        return rows(
                "SELECT id FROM information_schema.processlist WHERE user = 'parley' AND db = '" + database() + "'");
    }

    private boolean somebodyWaits() throws SQLException {
        return !rows("SELECT trx_id FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")
                .isEmpty();
    }

    private int deadlocks() throws SQLException {
        return Integer.parseInt(rows("SELECT variable_value FROM information_schema.global_status"
                        + " WHERE variable_name = 'innodb_deadlocks'")
                .get(0));
    }

    private List<String> rows(String sql) throws SQLException {
        try (Connection connection = server.admin();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    private String database() {
        return Objects.requireNonNull(config.mysql()).database();
    }
}

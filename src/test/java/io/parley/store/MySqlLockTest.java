package io.parley.store;

import static io.parley.store.ConversationLogContract.LEASE;
import static io.parley.store.ConversationLogContract.get;
import static io.parley.store.ConversationLogContract.history;
import static io.parley.store.ConversationLogContract.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.parley.faults.Row;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** Conversations that somebody else holds in the database, beside others that nobody holds. */
final class MySqlLockTest {
    private static MariaDbServer server;

    private final Logger logger = (Logger) LoggerFactory.getLogger(SqlClaims.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
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
        lines.start();
        logger.addAppender(lines);
        config = server.newDatabase();
        log = get(Logs.open(vertx, config));
        get(log.renew("a", LEASE));
    }

    @AfterEach
    void closeLog() {
        logger.detachAppender(lines);
        get(log.close());
        get(vertx.close());
    }

    @Test
    @Row(18)
    void conversationThatSomebodyElseHoldsHoldsUpNoOtherHoweverOftenItIsWrittenTo() throws Exception {
        Claim held = get(log.claim("p1", "a"));
        Claim free = get(log.claim("p2", "a"));
        Entry entry = said("p1", "one");
        Entry next = said("p1", "two");
        Future<Long> stuck;
        Future<Long> behind;
        try (Connection other = server.admin();
                var statement = other.createStatement()) {
            statement.execute("USE " + database());
            other.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM conversation WHERE project_id = 'p1' FOR UPDATE");
            for (int round = 0; round < 3; round++) {
                Future<Long> refused = log.append(held, entry);
                for (int i = 1; i <= 20; i++) {
                    assertThat(get(log.append(free, said("p2", "free")))).isEqualTo(round * 20L + i);
                }
                assertThat(refused.isComplete()).isFalse();
                assertThatThrownBy(() -> get(refused)).isInstanceOf(StoreFailure.class);
            }
            stuck = log.append(held, entry);
            await().atMost(Duration.ofSeconds(5)).until(this::somebodyWaits);
            behind = log.append(held, next);
            other.rollback();
        }

        assertThat(get(stuck)).isEqualTo(1);
        assertThat(get(behind)).isEqualTo(2);
        assertThat(get(log.append(held, said("p1", "three")))).isEqualTo(3);
        assertThat(history(log, "p1")).hasSize(3);
        assertThat(history(log, "p2")).hasSize(60);
    }

    @Test
    @Row(18)
    void moreConversationsThatSomebodyElseHoldsThanThereAreConnectionsHoldUpNoOther() throws Exception {
        List<Claim> held = IntStream.range(0, 40)
                .mapToObj(i -> get(log.claim("held" + i, "a")))
                .toList();
        Claim free = get(log.claim("p2", "a"));
        List<Future<Long>> stuck;
        try (Connection other = server.admin();
                var statement = other.createStatement()) {
            statement.execute("USE " + database());
            other.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED); // locks no gaps
            other.setAutoCommit(false);
            statement.execute("UPDATE conversation SET title = 'mine' WHERE project_id LIKE 'held%'");
            stuck = held.stream()
                    .map(claim -> log.append(claim, said(claim.projectId(), "one")))
                    .toList();
            for (int i = 1; i <= 20; i++) {
                assertThat(get(log.append(free, said("p2", "free")))).isEqualTo(i);
            }
            assertThat(stuck).noneMatch(Future::isComplete);
            stuck.forEach(one -> assertThatThrownBy(() -> get(one)).isInstanceOf(StoreFailure.class));
            assertThat(log.unwritten()).isNull();
            other.rollback();
        }
        held.forEach(claim -> assertThat(get(log.append(claim, said(claim.projectId(), "again"))))
                .isEqualTo(1));
    }

    @Test
    @Row(18)
    void claimOfAConversationThatSomebodyElseHoldsHoldsUpNoOther() throws Exception {
        get(log.release(List.of(get(log.claim("p1", "b")))));
        Future<Claim> stuck;
        int before = waitsThatEnded();
        try (Connection other = server.admin();
                var statement = other.createStatement()) {
            statement.execute("USE " + database());
            other.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM conversation WHERE project_id = 'p1' FOR UPDATE");
            stuck = log.claim("p1", "a");
            List<Future<Claim>> free = IntStream.range(0, 20)
                    .mapToObj(i -> log.claim("free" + i, "a"))
                    .toList();
            for (int i = 0; i < 20; i++) {
                assertThat(get(free.get(i))).isEqualTo(new Claim("free" + i, "a", 1, true));
            }
            assertThat(get(log.claim("later", "a")).mine()).isTrue();
            assertThat(waitsThatEnded() - before).isLessThan(2); // the one apart waits twice before it fails
            assertThat(stuck.isComplete()).isFalse();
            other.rollback();
        }

        assertThat(get(stuck)).isEqualTo(new Claim("p1", "a", 2, true));
        assertThat(get(log.append(get(stuck), said("p1", "one")))).isEqualTo(1);
    }

    @Test
    @Row(18)
    void claimsOfMoreConversationsThanThereAreConnectionsThatSomebodyElseHoldsFailAlone() throws Exception {
        List<String> held = IntStream.range(0, 40).mapToObj(i -> "held" + i).toList();
        get(log.release(
                get(Future.all(held.stream().map(id -> log.claim(id, "b")).toList()))
                        .list()));
        try (Connection other = server.admin();
                var statement = other.createStatement()) {
            statement.execute("USE " + database());
            other.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED); // locks no gaps
            other.setAutoCommit(false);
            statement.execute("UPDATE conversation SET title = 'mine' WHERE project_id LIKE 'held%'");
            List<Future<Claim>> stuck =
                    held.stream().map(id -> log.claim(id, "a")).toList();
            List<Future<Claim>> free = IntStream.range(0, 20)
                    .mapToObj(i -> log.claim("free" + i, "a"))
                    .toList();
            free.forEach(one -> assertThat(get(one).mine()).isTrue());
            assertThat(stuck).anyMatch(one -> !one.isComplete());
            stuck.forEach(one -> assertThatThrownBy(() -> get(one)).isInstanceOf(StoreFailure.class));
            assertThat(locked())
                    .isNotEmpty()
                    .doesNotHaveDuplicates()
                    .allMatch(field -> field.startsWith("project_id=held"));
            other.rollback();
        }
        assertThat(held).allMatch(id -> get(log.claim(id, "a")).mine());
    }

    @Test
    @Row(18)
    void claimThatSomebodyElseHoldsUpByAConversationThatIsNotThereYetFailsAlone() throws Exception {
        try (Connection other = server.admin();
                var statement = other.createStatement()) {
            statement.execute("USE " + database());
            other.setAutoCommit(false);
            statement.execute("INSERT INTO conversation (project_id, created_at, updated_at) VALUES ('new', 1, 1)");
            Future<Claim> stuck = log.claim("new", "a");
            List<Future<Claim>> free = IntStream.range(0, 20)
                    .mapToObj(i -> log.claim("free" + i, "a"))
                    .toList();

            free.forEach(one -> assertThat(get(one).mine()).isTrue());
            assertThatThrownBy(() -> get(stuck)).isInstanceOf(StoreFailure.class);
            assertThat(locked()).containsExactly("project_id=new");

            int before = waitsThatEnded();
            Future<Claim> again = log.claim("new", "a");
            List<Future<Claim>> others = IntStream.range(20, 40)
                    .mapToObj(i -> log.claim("free" + i, "a"))
                    .toList();
            others.forEach(one -> assertThat(get(one).mine()).isTrue());
            assertThat(waitsThatEnded() - before).isLessThan(2); // the one apart waits twice before it fails
            assertThatThrownBy(() -> get(again)).isInstanceOf(StoreFailure.class);
            other.rollback();
        }
        assertThat(get(log.claim("new", "a")).mine()).isTrue();
    }

    @Test
    @Row(18)
    void moreClaimsThanCanBeMadeInTimeOfConversationsThatAreNotThereYetHoldUpOthersOnce() throws Exception {
        get(log.claim("m", "a"));
        get(log.claim("o", "a"));
        List<String> names = IntStream.range(0, 8).mapToObj(i -> "n" + i).toList();
        List<Future<Claim>> again;
        try (Connection other = server.admin();
                var statement = other.createStatement()) {
            statement.execute("USE " + database());
            other.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM conversation WHERE project_id = 'n' FOR UPDATE"); // all from m to o
            List<Future<Claim>> stuck =
                    names.stream().map(id -> log.claim(id, "a")).toList();
            stuck.forEach(one -> assertThatThrownBy(() -> get(one)).isInstanceOf(StoreFailure.class));
            assertThat(locked()).isNotEmpty().hasSizeLessThan(names.size()); // the others were late

            int before = waitsThatEnded();
            again = names.stream().map(id -> log.claim(id, "a")).toList();
            List<Future<Claim>> free = IntStream.range(0, 20)
                    .mapToObj(i -> log.claim("free" + i, "a"))
                    .toList();
            free.forEach(one -> assertThat(get(one).mine()).isTrue());
            assertThat(waitsThatEnded() - before).isLessThan(3); // two at once apart wait twice each before they fail
            other.rollback();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> again.stream().allMatch(Future::isComplete));
        assertThat(names).allMatch(id -> get(log.claim(id, "a")).mine());
    }

    @Test
    @Row(18)
    void conversationThatSomebodyElseHeldIsClaimedAtOnceWhenItIsReleasedWhateverElseIsHeld() throws Exception {
        List<String> held = IntStream.range(0, 30).mapToObj(i -> "held" + i).toList();
        List<Claim> all = IntStream.range(0, 30).mapToObj(i -> log.claim("held" + i, "b")).toList().stream()
                .map(ConversationLogContract::get)
                .toList();
        get(log.release(all));
        get(log.release(List.of(get(log.claim("freed", "b")))));
        try (Connection other = server.admin();
                var statement = other.createStatement()) {
            statement.execute("USE " + database());
            other.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED); // locks no gaps
            other.setAutoCommit(false);
            statement.execute("UPDATE conversation SET title = 'mine' WHERE project_id = 'freed'");
            assertThatThrownBy(() -> get(log.claim("freed", "a"))).isInstanceOf(StoreFailure.class);
            other.rollback();
            statement.execute("UPDATE conversation SET title = 'mine' WHERE project_id LIKE 'held%'");
            List<Future<Claim>> stuck =
                    held.stream().map(id -> log.claim(id, "a")).toList();
            assertThat(get(log.claim("free", "a")).mine()).isTrue(); // by now they all wait

            assertThat(get(log.claim("freed", "a")).mine()).isTrue();
            assertThat(stuck).anyMatch(one -> !one.isComplete());
            other.rollback();
        }
    }

    @Test
    @Row(18)
    void conversationThatSomebodyElseHoldsKeepsNoOtherFromBeingGivenBack() throws Exception {
        List<Claim> all = IntStream.range(0, 300).mapToObj(i -> log.claim("given" + i, "a")).toList().stream()
                .map(ConversationLogContract::get)
                .toList();
        try (Connection other = server.admin();
                var statement = other.createStatement()) {
            statement.execute("USE " + database());
            other.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM conversation WHERE project_id = 'given7' FOR UPDATE");

            assertThatThrownBy(() -> get(log.release(all))).isInstanceOf(StoreFailure.class);

            assertThat(get(log.ownedBy("a"))).containsExactly(all.get(7));
            other.rollback();
        }
        get(log.release(all));
        assertThat(get(log.ownedBy("a"))).isEmpty();
    }

    /** The conversations that the log says somebody else holds, each with the name of its field. */
    private List<String> locked() {
        return List.copyOf(lines.list).stream()
                .map(line -> line.getKeyValuePairs().stream()
                        .map((KeyValuePair field) -> field.key + "=" + field.value)
                        .toList())
                .filter(fields -> fields.contains("event=conversation_locked"))
                .flatMap(List::stream)
                .filter(field -> field.startsWith("project_id="))
                .toList();
    }

    private boolean somebodyWaits() throws SQLException {
        try (Connection connection = server.admin();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT trx_id FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")) {
            return rows.next();
        }
    }

    /** How often anybody has waited for a lock, and had it or not. */
    private int waitsThatEnded() throws SQLException {
        try (Connection connection = server.admin();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_%waits'")) {
            int ended = 0;
            while (rows.next()) {
                ended += rows.getString(1).equalsIgnoreCase("Innodb_row_lock_waits") ? rows.getInt(2) : -rows.getInt(2);
            }
            return ended;
        }
    }

    private String database() {
        return Objects.requireNonNull(config.mysql()).database();
    }
}

package io.parley.store;

import static io.parley.store.ConversationLogContract.LEASE;
import static io.parley.store.ConversationLogContract.P;
import static io.parley.store.ConversationLogContract.get;
import static io.parley.store.ConversationLogContract.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log says of itself while the database takes leases, but no entries. */
final class MySqlTakesTest {
    private static final String NOT = "the log takes no entries";

    private final Vertx vertx = Vertx.vertx();
    private final MariaDbServer server;
    private final StoreConfig config;
    private ConversationLog log;
    private Claim claim;

    MySqlTakesTest() throws Exception {
        server = MariaDbServer.shared();
        config = server.newDatabase();
    }

    @BeforeEach
    void breakEntries() throws Exception {
        log = get(Logs.open(vertx, config));
        get(log.renew("a", LEASE));
        claim = get(log.claim(P, "a"));
        get(log.append(claim, said("before")));
        execute("CREATE TRIGGER refuse BEFORE INSERT ON message FOR EACH ROW SIGNAL SQLSTATE '45000'");
        assertThatThrownBy(() -> get(log.append(claim, said("lost")))).isInstanceOf(StoreFailure.class);
    }

    @AfterEach
    void close() {
        get(log.close());
        get(vertx.close());
    }

    @Test
    void leaseThatIsRenewedDoesNotMeanThatEntriesAreTaken() {
        for (int i = 0; i < 5; i++) {
            get(log.renew("a", LEASE));
            assertThat(log.unwritten()).isEqualTo(NOT);
        }
    }

    @Test
    void whatIsRefusedOrIsNoEntryDoesNotMeanThatEntriesAreTaken() {
        Claim old = new Claim(P, "a", claim.epoch() - 1, true);

        assertThatThrownBy(() -> get(log.beginAttempt(old, 1, 1))).isInstanceOf(Refused.class);
        get(log.beginAttempt(claim, 1, 1));

        assertThat(log.unwritten()).isEqualTo(NOT);
    }

    @Test
    void entriesThatAreTakenAgainAreNoticedWhereNobodyWritesAndNothingIsLeftOfTheTrial() throws Exception {
        execute("DROP TRIGGER refuse");
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            get(log.renew("a", LEASE));
            return log.unwritten() == null;
        });

        assertThat(rows("message")).isEqualTo(1);
        assertThat(get(log.append(claim, said("after")))).isEqualTo(2);
    }

    @Test
    void trialThatWasLeftLongAgoIsRemovedWhenALogIsOpened() throws Exception {
        execute("DROP TRIGGER refuse");
        String now = "UNIX_TIMESTAMP() * 1000";
        execute("INSERT INTO message (project_id, seq, epoch, message_id, kind, created_at, body) VALUES"
                + " ('#trial of a node that died', 1, 0, 'trial', 'trial', " + now + " - 7200000, 'x'),"
                + " ('#trial of a node that lives', 1, 0, 'trial', 'trial', " + now + ", 'x')");

        get(get(Logs.open(vertx, config)).close());

        assertThat(rows("message WHERE project_id = '#trial of a node that died'"))
                .isZero();
        assertThat(rows("message")).isEqualTo(2);
    }

    /** Its conversation came first, so nothing beside it had been written yet. */
    @Test
    void entryThatIsRefusedBesideOthersThatAreTakenIsNoOutage() throws Exception {
        execute("DROP TRIGGER refuse");
        get(log.append(claim, said("after")));
        Claim bad = get(log.claim("bad", "a"));
        execute("CREATE TRIGGER refuse BEFORE INSERT ON message FOR EACH ROW IF NEW.project_id = 'bad'"
                + " THEN SIGNAL SQLSTATE '45000'; END IF");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Takes.class);
        logger.addAppender(lines);

        List<Future<Long>> appends = new ArrayList<>();
        Promise<Void> begun = Promise.promise();
        vertx.getOrCreateContext().runOnContext(together -> {
            appends.add(log.append(bad, said("bad", "refused")));
            appends.add(log.append(claim, said("one")));
            appends.add(log.append(claim, said("two")));
            begun.complete();
        });
        get(begun.future());

        assertThatThrownBy(() -> get(appends.get(0))).isInstanceOf(StoreFailure.class);
        assertThat(get(appends.get(1))).isEqualTo(3);
        assertThat(get(appends.get(2))).isEqualTo(4);
        logger.detachAppender(lines);
        assertThat(lines.list).isEmpty();
        assertThat(log.unwritten()).isNull();
    }

    private int rows(String table) throws SQLException {
        try (Connection connection = server.admin();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + database() + "." + table)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.admin();
                Statement statement = connection.createStatement()) {
            statement.execute("USE " + database());
            statement.execute(sql);
        }
    }

    private String database() {
        return Objects.requireNonNull(config.mysql()).database();
    }
}

package io.parley.store;

import static io.parley.store.ConversationLogContract.LEASE;
import static io.parley.store.ConversationLogContract.P;
import static io.parley.store.ConversationLogContract.get;
import static io.parley.store.ConversationLogContract.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

package io.parley.store;

import static io.parley.store.ConversationLogContract.LEASE;
import static io.parley.store.ConversationLogContract.P;
import static io.parley.store.ConversationLogContract.get;
import static io.parley.store.ConversationLogContract.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.parley.faults.Row;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database whose clock is set, that comes back without its last commits, or that is asked too much. */
class MySqlOddTest {
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
        get(log.renew("b", LEASE));
    }

    @AfterEach
    void closeLog() {
        get(log.close());
        get(vertx.close());
    }

    @Test
    void leaseDoesNotOutliveAClockThatIsSetBack() throws Exception {
        get(log.claim(P, "a"));
        execute("UPDATE %s.instance SET lease_until = lease_until + 3600 WHERE instance_id = 'a'");

        Claim taken = get(log.claim(P, "b"));

        assertThat(taken).isEqualTo(new Claim(P, "b", 2, true));
        assertThat(get(log.renew("a", LEASE))).isFalse();
        assertThat(get(log.renew("a", LEASE))).isTrue();
    }

    @Test
    void leaseIsLostToAClockThatIsSetAheadAndItsHolderHearsOfIt() throws Exception {
        get(log.claim(P, "a"));
        execute("UPDATE %s.instance SET lease_until = lease_until - 3600 WHERE instance_id = 'a'");

        Claim taken = get(log.claim(P, "b"));

        assertThat(taken.mine()).isTrue();
        assertThat(get(log.renew("a", LEASE))).isFalse();
    }

    @Test
    @Row(17)
    void databaseThatComesBackWithoutItsLastCommitsLeavesNoHoleInTheNumbers() throws Exception {
        Claim claim = get(log.claim(P, "a"));
        for (int i = 0; i < 5; i++) {
            get(log.append(claim, said("entry " + i)));
        }
        server.kill();
        server.restart();
        execute("DELETE FROM %s.message WHERE seq > 2");

        long next = get(log.append(claim, said("after the loss")));

        assertThat(next).isEqualTo(3);
    }

    @Test
    void moreQuestionsThanCanWaitAreNoSignThatTheDatabaseIsSilent() throws Exception {
        get(log.byMessageId(P, "nothing"));
        try (Connection other = server.admin();
                var statement = other.createStatement()) {
            statement.execute("LOCK TABLES " + database() + ".message WRITE");
            Promise<Void> tooMany = Promise.promise();
            List<Future<StoredEntry>> waiting = IntStream.range(0, 3_000)
                    .mapToObj(i -> log.byMessageId(P, "nothing").onFailure(refused -> tooMany.tryComplete()))
                    .toList();
            get(tooMany.future());

            Throwable refused = catchThrowable(() -> get(log.lastSeq(P)));
            statement.execute("UNLOCK TABLES");

            assertThat(refused).hasMessageContaining("no connection to the database");
            get(Future.join(waiting).otherwiseEmpty());
        }
    }

    @Test
    void questionThatHadNoTimeToWaitForALockIsNoSignThatTheDatabaseIsSilent() throws Exception {
        Loop loop = get(Loop.here(vertx));
        Pool pool = new MySqlServer(Objects.requireNonNull(config.mysql())).pool(vertx);
        Database database = new Database(loop, () -> new Pools(pool, pool), Dialect.mysql(8), MySqlServer.TIMEOUT);
        try (Connection other = server.admin();
                var statement = other.createStatement()) {
            statement.execute("LOCK TABLES " + database() + ".message WRITE");

            Throwable late = catchThrowable(() -> get(database.transaction(
                    1_500,
                    connection ->
                            connection.query("SELECT COUNT(*) FROM message").execute())));

            assertThat(late).hasMessage("the log did not answer in time");
            assertThat(get(database.run("SELECT 1"))).hasSize(1);
            statement.execute("UNLOCK TABLES");
        }
        get(database.close());
    }

    private void execute(String sql) throws Exception {
        server.execute(sql.formatted(database()));
    }

    private String database() {
        return Objects.requireNonNull(config.mysql()).database();
    }
}

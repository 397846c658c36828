package io.parley.store;

import static io.parley.store.ConversationLogContract.P;
import static io.parley.store.ConversationLogContract.get;
import static io.parley.store.ConversationLogContract.history;
import static io.parley.store.ConversationLogContract.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.protocol.Logged;
import io.parley.store.StoreConfig.Kind;
import io.parley.store.StoreConfig.Migrate;
import io.parley.store.StoreConfig.MySql;
import io.parley.store.StoreConfig.Tls;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log in a database of a server: how it is reached, and what it is asked. */
final class MySqlServerTest {
    private final Vertx vertx = Vertx.vertx();
    private MariaDbServer server;
    private StoreConfig config;

    @BeforeEach
    void makeDatabase() throws Exception {
        server = MariaDbServer.shared();
        config = server.newDatabase();
    }

    @AfterEach
    void closeVertx() {
        get(vertx.close());
    }

    @Test
    void aRestartShowsTheSameHistoryAndGoesOnWithItsNumbers() {
        ConversationLog first = open(config);
        Claim claim = get(first.claim(P, "a"));
        get(first.append(claim, said("你好 👍")));
        get(first.append(claim, said("second")));
        List<Logged> before = history(first, P);
        String id = first.logId();
        get(first.close());

        ConversationLog second = open(config);
        Claim again = get(second.claim(P, "a"));
        long next = get(second.append(again, said("third")));

        assertThat(history(second, P)).startsWith(before.toArray(Logged[]::new)).hasSize(3);
        assertThat(next).isEqualTo(3);
        assertThat(second.logId()).isEqualTo(id);
        assertThat(second.durability()).isEqualTo(Durability.DATABASE);
    }

    @Test
    void anInstanceGoesOnWhenAnotherOneOfItsNodeIsUndeployed() {
        OpeningVerticle first = new OpeningVerticle();
        OpeningVerticle second = new OpeningVerticle();
        String deployment = get(vertx.deployVerticle(first));
        get(vertx.deployVerticle(second));
        Claim claim = get(second.log().claim(P, "b"));

        get(vertx.undeploy(deployment));

        get(second.log().append(claim, said("still here")));
        assertThat(history(second.log(), P)).hasSize(1);
    }

    private final class OpeningVerticle extends VerticleBase {
        private @Nullable ConversationLog log;

        @Override
        public Future<?> start() {
            return MySqlServer.open(vertx, config, Tails.NONE).onSuccess(opened -> log = opened);
        }

        @Override
        public Future<?> stop() {
            return log().close();
        }

        ConversationLog log() {
            return Objects.requireNonNull(log);
        }
    }

    /** By a clock of whole seconds whose last is the lease's too. */
    @Test
    void leaseIsOutWhenItsLengthHasPassedAndNotBeforeItsOwnerStops() throws Exception {
        ConversationLog log = open(config);
        get(log.renew("ten", Duration.ofSeconds(10)));
        get(log.renew("two", Duration.ofSeconds(2)));
        get(log.renew("odd", Duration.ofMillis(2_850))); // 0.7 of it is as good as 2 s
        get(log.renew("none", Duration.ZERO));

        assertThat(seconds("ten")).isEqualTo(9);
        assertThat(seconds("two")).isEqualTo(2);
        assertThat(seconds("odd")).isEqualTo(3);
        assertThat(seconds("none")).isZero();
    }

    private int seconds(String instance) throws SQLException {
        String database = Objects.requireNonNull(config.mysql()).database();
        try (Connection connection = server.admin();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT lease_s FROM " + database + ".instance WHERE instance_id = '" + instance + "'")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void validateRefusesAnEmptyDatabaseAndTakesOneThatIsUpToDate() {
        assertThatThrownBy(() -> open(with(Migrate.VALIDATE)))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("V1__log.sql")
                .hasMessageContaining("store.migrate");
        get(open(config).close());

        ConversationLog log = open(with(Migrate.VALIDATE));

        assertThat(get(log.lastSeq(P))).isZero();
    }

    @Test
    void whoMayNotEnterIsToldInOneLineWithoutThePassword() {
        MySql right = Objects.requireNonNull(config.mysql());
        MySql wrong =
                new MySql(right.host(), right.port(), right.database(), right.user(), "not the secret", 4, null, null);

        for (Migrate migrate : List.of(Migrate.AUTO, Migrate.OFF)) {
            Future<ConversationLog> log = Logs.open(vertx, new StoreConfig(Kind.MYSQL, null, wrong, migrate));

            assertThatThrownBy(() -> get(log))
                    .isInstanceOf(StoreFailure.class)
                    .hasMessageContaining(right.user() + "@127.0.0.1:" + right.port() + "/" + right.database())
                    .hasMessageContaining("Access denied")
                    .hasMessageNotContaining("not the secret")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aServerThatIsNotThereIsToldInOneLine() {
        MySql nowhere = new MySql("127.0.0.1", 1, "parley", "parley", "x", 4, null, null);

        for (Migrate migrate : List.of(Migrate.AUTO, Migrate.OFF)) {
            Future<ConversationLog> log = Logs.open(vertx, new StoreConfig(Kind.MYSQL, null, nowhere, migrate));

            assertThatThrownBy(() -> get(log))
                    .isInstanceOf(StoreFailure.class)
                    .hasMessageContaining("127.0.0.1:1")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void allLogsOfOneVertxShareThePool() throws Exception {
        List<ConversationLog> logs =
                IntStream.range(0, 4).mapToObj(i -> open(config)).toList();
        for (ConversationLog log : logs) {
            List<Future<Page>> reads =
                    IntStream.range(0, 100).mapToObj(i -> log.after(P, 0, 10)).toList();
            reads.forEach(ConversationLogContract::get);
        }

        int most = count("SELECT COUNT(*) FROM information_schema.processlist WHERE db = '" + database() + "'");
        get(logs.get(0).close());
        long stillThere = get(logs.get(1).lastSeq(P));

        assertThat(most).isBetween(1, 8);
        assertThat(stillThere).isZero();
    }

    @Test
    void connectionsAreReadCommittedAndEndWithTheirClient() throws Exception {
        Pool pool = new MySqlServer(Objects.requireNonNull(config.mysql())).pool(vertx);

        Row row = get(pool.query(
                                "SELECT @@tx_isolation, @@collation_connection, @@wait_timeout, @@innodb_lock_wait_timeout")
                        .execute())
                .iterator()
                .next();

        assertThat(row.getString(0)).isEqualTo("READ-COMMITTED");
        assertThat(row.getString(1)).isEqualTo("utf8mb4_bin");
        assertThat(row.getLong(2)).isEqualTo(10);
        assertThat(row.getLong(3)).isEqualTo(1);
    }

    @Test
    void theTailOfALongConversationIsReadWithoutTheRest() throws Exception {
        ConversationLog log = open(config);
        Claim claim = get(log.claim(P, "a"));
        List<Future<Long>> appends = IntStream.range(0, 2_000)
                .mapToObj(i -> log.append(claim, said("n" + i)))
                .toList();
        appends.forEach(ConversationLogContract::get);
        long before = rowsRead();

        get(log.lastSeq(P));
        get(log.before(P, Long.MAX_VALUE, 10));
        get(log.before(P, 1_500, 10));
        get(log.after(P, 100, 10));

        assertThat(rowsRead() - before).isLessThan(300);
    }

    @Test
    void encryptsWhereAskedToAndOnlyWithWhomItTrusts() throws Exception {
        SelfSignedCertificate localhost = SelfSignedCertificate.create("localhost");
        SelfSignedCertificate other = SelfSignedCertificate.create("localhost");
        try (MariaDbServer encrypted = MariaDbServer.start(
                "--ssl-cert=" + localhost.certificatePath(), "--ssl-key=" + localhost.privateKeyPath())) {
            MySql plain = Objects.requireNonNull(encrypted.newDatabase().mysql());
            encrypted.execute("ALTER USER '" + plain.user() + "'@'127.0.0.1' REQUIRE SSL");

            ConversationLog required = open(tls(plain, "localhost", Tls.REQUIRED, null));
            ConversationLog verified = open(tls(plain, "localhost", Tls.VERIFY, localhost.certificatePath()));

            assertThat(verified.logId()).isEqualTo(required.logId());
            for (Migrate migrate : List.of(Migrate.AUTO, Migrate.OFF)) {
                for (StoreConfig wrong : List.of(
                        tls(plain, "localhost", Tls.OFF, null),
                        tls(plain, "localhost", Tls.VERIFY, other.certificatePath()),
                        tls(plain, "127.0.0.1", Tls.VERIFY, localhost.certificatePath()))) {
                    assertThatThrownBy(() -> open(new StoreConfig(Kind.MYSQL, null, wrong.mysql(), migrate)))
                            .isInstanceOf(StoreFailure.class);
                }
            }
        } finally {
            localhost.delete();
            other.delete();
        }
    }

    private static StoreConfig tls(MySql plain, String host, Tls tls, @Nullable String ca) {
        return StoreConfig.mysql(
                new MySql(host, plain.port(), plain.database(), plain.user(), plain.password(), 4, tls, ca));
    }

    private ConversationLog open(StoreConfig config) {
        return get(Logs.open(vertx, config));
    }

    private StoreConfig with(Migrate migrate) {
        return new StoreConfig(Kind.MYSQL, null, config.mysql(), migrate);
    }

    private String database() {
        return Objects.requireNonNull(config.mysql()).database();
    }

    private long rowsRead() throws SQLException {
        return count("SELECT SUM(variable_value) FROM information_schema.global_status"
                + " WHERE variable_name IN ('handler_read_next', 'handler_read_prev')");
    }

    private int count(String sql) throws SQLException {
        try (Connection connection = server.admin();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}

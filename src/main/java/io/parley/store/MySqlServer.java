package io.parley.store;

import io.parley.ops.EventLog;
import io.parley.protocol.Ids;
import io.parley.store.StoreConfig.Migrate;
import io.parley.store.StoreConfig.MySql;
import io.parley.store.StoreConfig.Tls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens the log in a database of MySQL or MariaDB. All logs of one Vert.x in the same database share one pool.
 *
 * <p>A connection over which nothing comes or goes for {@link #SILENCE} is closed by us, and soon after by the server: so
 * one whose answer does not come is never waited for, in a pool or in a lock, whichever end was frozen or cut off. The pool
 * hands out its first free connection first, so what little is done keeps one of them open.
 */
final class MySqlServer {
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final EventLog LOG = EventLog.of(MySqlServer.class, EventLog.PARLEY);
    private static final Duration SILENCE = TIMEOUT.plusSeconds(1);
    private static final int MAX_WAITING = 2_048;
    private static final int CONNECT_MS = 3_000;
    private static final int MAX_LIFETIME_MINUTES = 30;
    private static final int STATEMENTS = 128;

    private static final String ISOLATION = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";

    /** Who waits longer for a lock is not to hold up the others of its batch; a dead client's locks are free in 10 s. */
    private static final String SESSION =
            "SET " + Sql.CONNECTION + " = UUID(), SESSION innodb_lock_wait_timeout = 1, wait_timeout = 10,"
                    + " sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'";

    private final MySql config;

    MySqlServer(MySql config) {
        this.config = config;
    }

    static Future<ConversationLog> open(Vertx vertx, StoreConfig config, Tails tails) {
        return open(vertx, config, TIMEOUT, tails);
    }

    static Future<ConversationLog> open(Vertx vertx, StoreConfig config, Duration timeout, Tails tails) {
        MySqlServer server = new MySqlServer(Objects.requireNonNull(config.mysql()));
        return Loop.here(vertx)
                .compose(loop -> vertx.executeBlocking(() -> server.migrate(config.migrate()), false)
                        .compose(migrated -> server.shared(vertx))
                        .compose(pool -> server.open(pool, loop, timeout, tails)));
    }

    private boolean migrate(Migrate migrate) {
        if (migrate != Migrate.OFF) {
            requireReachable();
            Migrations.run(migrate, url(), config.user(), config.password());
        }
        return true;
    }

    private void requireReachable() {
        Properties who = new Properties();
        who.setProperty("user", config.user());
        who.setProperty("password", config.password());
        try (Connection connection = DriverManager.getConnection(url(), who);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ServerVersion.QUESTION)) {
            rows.next();
            requireYoung(rows.getString(1));
        } catch (SQLException failure) {
            throw new StoreFailure(sentence(failure), failure);
        }
    }

    private boolean requireYoung(String version) {
        String tooOld = ServerVersion.tooOld(version);
        if (tooOld != null) {
            throw new StoreFailure("the database of the log, " + config + ", cannot be used: " + tooOld, null);
        }
        return true;
    }

    private Future<ConversationLog> open(Pool pool, Loop loop, Duration timeout, Tails tails) {
        Database database = new Database(loop, () -> new Pools(pool, pool), Dialect.mysql(config.pool()), timeout);
        return database.run(ServerVersion.QUESTION)
                .map(rows -> requireYoung(rows.iterator().next().getString(0)))
                .compose(young -> SqlLog.open(loop, database, Ids.next(), tails))
                .onSuccess(log -> LOG.info("log_opened").log("the log is in {}", config))
                .recover(failure -> database.close().transform(closed -> Future.failedFuture(told(failure))));
    }

    /** As it is where it says all already. */
    private Throwable told(Throwable failure) {
        boolean isWhole = failure instanceof StoreFailure && failure.getCause() == null;
        return isWhole ? failure : new StoreFailure(sentence(failure), failure);
    }

    private String sentence(Throwable failure) {
        Throwable first = failure;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        String why = String.valueOf(first.getMessage()).lines().findFirst().orElse("");
        String what = first instanceof UnknownHostException ? "no host is known by that name" : why;
        return "the database of the log, " + config + ", cannot be used: " + what
                + "; the options of store.mysql say where it is, and who is let in";
    }

    /**
     * The pool of all instances of this Vert.x. It is made on none of their contexts: the client (5.0.10) dials by what it made on
     * the first one's, which Vert.x closes when that instance is undeployed, whoever else uses the pool.
     */
    private Future<Pool> shared(Vertx vertx) {
        return Future.fromCompletionStage(CompletableFuture.supplyAsync(() -> pool(vertx)), vertx.getOrCreateContext());
    }

    Pool pool(Vertx vertx) {
        PoolOptions options = new PoolOptions()
                .setShared(true)
                .setName("parley.store " + config + " " + config.hashCode())
                .setMaxSize(config.pool())
                .setMaxWaitQueueSize(MAX_WAITING)
                .setConnectionTimeout(CONNECT_MS)
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxLifetime(MAX_LIFETIME_MINUTES)
                .setMaxLifetimeUnit(TimeUnit.MINUTES);
        NetClientOptions transport = new NetClientOptions()
                .setConnectTimeout(CONNECT_MS)
                .setIdleTimeout((int) SILENCE.toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        return MySQLBuilder.pool()
                .with(options)
                .with(transport)
                .connectingTo(connect())
                .withConnectHandler(this::prepare)
                .using(vertx)
                .build();
    }

    private MySQLConnectOptions connect() {
        MySQLConnectOptions options = new MySQLConnectOptions()
                .setCollation("utf8mb4_bin")
                .setCharacterEncoding(StandardCharsets.UTF_8.name());
        options.setHost(config.host())
                .setPort(config.port())
                .setDatabase(config.database())
                .setUser(config.user())
                .setPassword(config.password())
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(STATEMENTS);
        return config.tls() == Tls.OFF
                ? options
                : options.setSslMode(config.tls() == Tls.VERIFY ? SslMode.VERIFY_IDENTITY : SslMode.REQUIRED)
                        .setSslOptions(tls(config.tls() == Tls.VERIFY, config.tlsCa()));
    }

    private static ClientSSLOptions tls(boolean verify, @Nullable String ca) {
        ClientSSLOptions tls =
                new ClientSSLOptions().setTrustAll(!verify).setHostnameVerificationAlgorithm(verify ? "HTTPS" : "");
        return ca == null ? tls : tls.setTrustOptions(new PemTrustOptions().addCertPath(ca));
    }

    /** A connection that cannot be made ready is not handed out, and closed when nothing comes over it. */
    private void prepare(SqlConnection connection) {
        connection.exceptionHandler(lost -> {}); // the command under way fails with it
        connection
                .query(ISOLATION)
                .execute()
                .compose(set -> connection.query(SESSION).execute())
                .onSuccess(set -> connection.close())
                .onFailure(failure -> LOG.warn("log_connection_lost")
                        .setCause(failure)
                        .log("a connection to the log could not be made ready"));
    }

    private String url() {
        String tls = switch (config.tls()) {
            case OFF -> "sslMode=disable&allowPublicKeyRetrieval=true";
            case REQUIRED -> "sslMode=trust";
            case VERIFY -> "sslMode=verify-full" + (config.tlsCa() == null ? "" : "&serverSslCert=" + config.tlsCa());
        };
        return "jdbc:mariadb://" + config.host() + ":" + config.port() + "/" + config.database() + "?connectTimeout="
                + CONNECT_MS + "&" + tls;
    }
}

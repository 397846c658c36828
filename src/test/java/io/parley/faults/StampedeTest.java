package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Setup;
import io.parley.faults.checker.Times;
import io.parley.faults.node.Addresses;
import io.parley.faults.node.Nodes;
import io.parley.faults.proxy.ChaosProxy;
import io.parley.redis.RedisServer;
import io.parley.store.MariaDbServer;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Row(26)
@Tag("slow")
class StampedeTest {
    private static final int CLIENTS = 2_000;
    private static final double MOST_WITHOUT_REDIS = 0.4;
    private static final double MOST_WITH_REDIS = 0.2;

    @Test
    void twoThousandClientsWhoDropAtOnceComeBackWithoutTheDatabase(Figures figures) throws Exception {
        try (MariaDbServer server = MariaDbServer.start();
                Nodes nodes = Nodes.called("stampede")) {
            nodes.on(Objects.requireNonNull(server.newDatabase().mysql()), server.port());
            nodes.startAlone("n").awaitReady();
            try (ChaosProxy proxy = ChaosProxy.to(nodes.port("n"));
                    Crowd crowd = Crowd.gather(setup(Addresses.of(proxy.port()), 4), nodes.journal())) {
                crowd.askAll(2, 5);
                crowd.settle(Duration.ofMinutes(2));
                long queries = queries(server);

                proxy.resetAll();
                crowd.pass(Duration.ofMillis(500));
                crowd.awaitConnected(Duration.ofSeconds(60));

                double each = (queries(server) - queries) / (double) CLIENTS;
                Times returns = Times.ofReturns(crowd.lines());
                figures.add("back", returns.count())
                        .add("p95", returns.percentile(95))
                        .add("last", returns.percentile(100))
                        .add("statements a client", String.format(Locale.ROOT, "%.3f", each));
                assertThat(returns.count()).isEqualTo(CLIENTS);
                assertThat(returns.percentile(100)).isLessThan(Duration.ofSeconds(60));
                assertThat(each).isLessThan(0.1);
                crowd.settle(Duration.ofSeconds(30));
                Contract.holds(crowd, nodes.url("n"), nodes);
            }
        }
    }

    /** Each has to be claimed; they come within half a minute, as they wait longer each time that nobody is there. */
    @Test
    void twoThousandClientsOfAsManyConversationsComeBackToANewOwnerInFewStatements(Figures figures) throws Exception {
        try (Nodes nodes = Nodes.called("stampede-anew")) {
            comeBackToANewOwner(nodes, "no owner", MOST_WITHOUT_REDIS, figures);
        }
    }

    /** The same with their latest entries in Redis. */
    @Test
    void withRedisTheyComeBackForTheClaimsAlone(Figures figures) throws Exception {
        try (RedisServer redis = RedisServer.start();
                Nodes nodes = Nodes.called("stampede-redis")) {
            nodes.set("redis.enabled", true).set("redis.port", redis.port());
            comeBackToANewOwner(nodes, "no owner, Redis", MOST_WITH_REDIS, figures);
        }
    }

    private static void comeBackToANewOwner(Nodes nodes, String how, double most, Figures figures) throws Exception {
        try (MariaDbServer server = MariaDbServer.start()) {
            nodes.on(Objects.requireNonNull(server.newDatabase().mysql()), server.port());
            nodes.startAlone("n").awaitReady();
            try (Crowd crowd = Crowd.gather(setup(nodes.url("n"), 1), nodes.journal())) {
                crowd.askAll(2, 5);
                crowd.settle(Duration.ofMinutes(2));
                nodes.node("n").terminate();
                nodes.node("n").awaitExit(40);
                long queries = queries(server);

                nodes.startAgain("n").awaitReady();
                crowd.awaitConnected(Duration.ofSeconds(60));

                double each = (queries(server) - queries) / (double) CLIENTS;
                Times returns = Times.ofReturns(crowd.lines());
                figures.add("statements a client, " + how, String.format(Locale.ROOT, "%.3f", each))
                        .add("half, " + how, returns.percentile(50))
                        .add("last, " + how, returns.percentile(100));
                assertThat(returns.count()).isEqualTo(CLIENTS);
                assertThat(each).isLessThan(most);
                crowd.askAll(2, 5);
                crowd.settle(Duration.ofMinutes(2));
                Contract.holds(crowd, nodes.url("n"), nodes);
            }
        }
    }

    private static Setup setup(URI url, int perConversation) {
        return Setup.of(url)
                .withClients(CLIENTS, perConversation)
                .withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    /** All statements that the server was asked for, whoever asked and what for. */
    private static long queries(MariaDbServer server) throws Exception {
        try (Connection connection = server.admin();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Questions'")) {
            rows.next();
            return rows.getLong(2);
        }
    }
}

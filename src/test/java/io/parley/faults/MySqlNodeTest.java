package io.parley.faults;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.conversation.Collaborators;
import io.parley.conversation.ConversationVerticle;
import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Evidence;
import io.parley.faults.checker.NumberedScript;
import io.parley.faults.checker.Promises;
import io.parley.faults.checker.Setup;
import io.parley.faults.checker.Times;
import io.parley.faults.node.NumberedAgent;
import io.parley.gateway.GatewayVerticle;
import io.parley.ops.Ports;
import io.parley.protocol.ProtocolCodec;
import io.parley.store.MariaDbServer;
import io.parley.store.StoreConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A whole node whose log is in a database, while that is killed and frozen under the clients' feet. */
class MySqlNodeTest {
    private static final Duration SETTLED = Duration.ofSeconds(60);
    /** From when the database takes connections again. */
    private static final Duration WORKS = Duration.ofSeconds(10);
    /** No message waits longer until it is acknowledged or refused. */
    private static final Duration TOLD = Duration.ofSeconds(6);

    private final Vertx vertx = Vertx.vertx();
    private MariaDbServer server;
    private Ownership stored;
    private URI gateway = URI.create("ws://127.0.0.1/ws");

    @BeforeEach
    void start() throws Exception {
        server = MariaDbServer.start();
        StoreConfig config = server.newDatabase();
        stored = Ownership.in(server, Objects.requireNonNull(config.mysql()));
        JsonObject store = ProtocolCodec.write(config);
        JsonObject rate = new JsonObject().put("messages_per_second", 1000).put("burst", 1000);
        vertx.deployVerticle(
                        () -> new ConversationVerticle(
                                Collaborators.configured().withAgent(new NumberedAgent())),
                        new DeploymentOptions().setInstances(2).setConfig(new JsonObject().put("store", store)))
                .await(20, SECONDS);
        vertx.deployVerticle(
                        new GatewayVerticle(),
                        new DeploymentOptions()
                                .setConfig(new JsonObject().put("port", 0).put("rate", rate)))
                .await(20, SECONDS);
        gateway = URI.create("ws://127.0.0.1:" + Ports.of(vertx).find("gateway").orElseThrow() + "/ws");
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(60, SECONDS);
        server.close();
    }

    @Test
    @Row(17)
    void killedDatabaseThatComesBackAtOnceLosesNothing(Figures figures) throws Exception {
        talked("killed", Duration.ofMillis(100), figures, () -> {
            server.kill();
            server.restart();
        });
    }

    @Test
    @Row(17)
    @Tag("slow")
    void databaseThatIsGoneForFiveSecondsLosesNothing(Figures figures) throws Exception {
        talked("gone", Duration.ofMillis(100), figures, () -> {
            server.kill();
            later(5);
            server.restart();
        });
    }

    @Test
    @Row(18)
    @Tag("slow")
    void databaseThatIsFrozenForHalfAMinuteLosesNothing(Figures figures) throws Exception {
        talked("frozen", Duration.ofMillis(100), figures, () -> {
            server.freeze();
            later(30);
            server.thaw();
        });
    }

    @Test
    @Row(18)
    void databaseThatIsReadOnlyForAWhileLosesNothing(Figures figures) throws Exception {
        talked("read-only", Duration.ofMillis(100), figures, () -> {
            server.readOnly(true);
            later(2);
            server.readOnly(false);
        });
    }

    /** What is done to the database while clients talk. */
    private interface Fault {
        void happens() throws Exception;
    }

    private void talked(String name, Duration every, Figures figures, Fault fault) throws Exception {
        Setup setup = Setup.of(List.of(gateway)).withClients(20, 5);
        try (Crowd crowd = Crowd.gather(setup, Path.of("target/faults/mysql-" + name + ".jsonl"))) {
            crowd.talk(every, 10, 20);
            crowd.awaitAcknowledged(15, SETTLED);

            fault.happens();
            long back = System.nanoTime();
            crowd.hush();
            crowd.awaitConnected(SETTLED);
            crowd.askAll(5, 5);
            crowd.settle(SETTLED);
            Duration works = Duration.ofNanos(System.nanoTime() - back);
            Duration told = PartitionTest.slowestAnswer(crowd.lines());
            figures.add("works after", works).add("slowest answer", told);
            assertThat(works).isLessThan(WORKS);
            assertThat(told).isLessThan(TOLD);
            assertThat(crowd.refused()).isEmpty();
            assertThat(Times.ofAcks(crowd.lines()).count()).isPositive();

            Evidence evidence = crowd.evidence(gateway, new NumberedScript());
            Promises.hold(Promises.broken(evidence));
            stored.assertStored(evidence);
            assertThat(crowd.asked()).isGreaterThan(30);
        }
    }

    /** The fault lasts so long; nothing else is waited for. */
    private void later(int seconds) throws Exception {
        vertx.timer(seconds, SECONDS).await(seconds + 10L, SECONDS);
    }
}

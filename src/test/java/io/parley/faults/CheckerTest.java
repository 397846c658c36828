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
import io.parley.faults.node.NumberedAgent;
import io.parley.gateway.GatewayVerticle;
import io.parley.ops.Ports;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checker over a whole node, without any fault. */
class CheckerTest {
    private final Vertx vertx = Vertx.vertx();
    private URI gateway = URI.create("ws://127.0.0.1/ws");

    @BeforeEach
    void start() throws Exception {
        JsonObject store = new JsonObject().put("kind", "memory");
        vertx.deployVerticle(
                        new ConversationVerticle(Collaborators.configured().withAgent(new NumberedAgent())),
                        new DeploymentOptions().setConfig(new JsonObject().put("store", store)))
                .await(10, SECONDS);
        JsonObject rate = new JsonObject().put("messages_per_second", 1000).put("burst", 1000);
        vertx.deployVerticle(
                        new GatewayVerticle(),
                        new DeploymentOptions()
                                .setConfig(new JsonObject().put("port", 0).put("rate", rate)))
                .await(10, SECONDS);
        gateway = URI.create("ws://127.0.0.1:" + Ports.of(vertx).find("gateway").orElseThrow() + "/ws");
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, SECONDS);
    }

    @Test
    void fiftyClientsWhoTalkAtOnceFindEveryPromiseKept() throws Exception {
        Setup setup = Setup.of(List.of(gateway));
        try (Crowd crowd = Crowd.gather(setup, Path.of("target/faults/checker.jsonl"))) {
            crowd.askAll(20, 5);
            crowd.generate(0, new JsonObject().put("steps", 10).put("pace_ms", 5));
            crowd.settle(Duration.ofSeconds(30));

            Evidence evidence = crowd.evidence(gateway, new NumberedScript());
            Promises.hold(Promises.broken(evidence));
            assertThat(evidence.logs()).hasSize(10);
            assertThat(evidence.logs().values().stream().mapToInt(List::size).sum())
                    .isEqualTo(102);
            assertThat(crowd.refused()).isEmpty();
        }
    }
}

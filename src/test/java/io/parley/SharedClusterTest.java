package io.parley;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import io.parley.client.TestClient;
import io.parley.ops.Ports;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes of an application that has a cluster already: verticles that are deployed by name find each other in it. */
class SharedClusterTest {
    private final List<Vertx> nodes = new ArrayList<>();
    private final Vertx clients = Vertx.vertx();
    private final int port = FreePorts.one();

    @AfterEach
    void close() throws Exception {
        clients.close().await(20, SECONDS);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            nodes.get(i).close().await(60, SECONDS);
        }
    }

    @Test
    void gatewayFindsTheConversationsOfAnotherNodeOverTheClusterOfTheApplication() throws Exception {
        Vertx one = node();
        Vertx other = node();
        JsonObject memory = new JsonObject().put("kind", "memory");
        one.deployVerticle(
                        "io.parley.conversation.ConversationVerticle",
                        new DeploymentOptions()
                                .setConfig(new JsonObject().put("agent", "echo").put("store", memory)))
                .await(30, SECONDS);
        other.deployVerticle(
                        "io.parley.gateway.GatewayVerticle",
                        new DeploymentOptions().setConfig(new JsonObject().put("port", 0)))
                .await(30, SECONDS);
        try (var client =
                new TestClient(clients, Ports.of(other).find("gateway").orElseThrow())) {
            client.next("status");

            client.send(TestClient.chat("c1", "你好 👋"));

            assertThat(client.next("ai_reply").getString("content")).isEqualTo("你好 👋");
            assertThat(Ports.of(one).find("gateway")).isEmpty();
        }
    }

    /** As an application makes it, with a configuration of Hazelcast that we know nothing of. */
    private Vertx node() throws Exception {
        Config config = ConfigUtil.loadConfig();
        config.setClusterName("shared-" + port);
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.getNetworkConfig().setPort(port).setPortAutoIncrement(true);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:" + port);
        Vertx made = Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1")))
                .withClusterManager(new HazelcastClusterManager(config))
                .buildClustered()
                .await(60, SECONDS);
        nodes.add(made);
        return made;
    }
}

package io.parley.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.DistributedObject;
import com.hazelcast.multimap.MultiMap;
import io.parley.FreePorts;
import io.parley.client.TestClient;
import io.parley.conversation.ConversationVerticle;
import io.parley.gateway.GatewayVerticle;
import io.parley.ops.Ports;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a cluster keeps in Hazelcast: who is there, and who hears what; nothing of conversations, sessions or messages. */
class HazelcastContentTest {
    private static final String SUBSCRIPTIONS = "__vertx.subs";
    private static final String MEMBERS = "__vertx.nodeInfo";
    private static final List<String> OF_A_CONVERSATION = List.of(
            "conv.register",
            "conv.unregister",
            "conv.handle",
            "conv.read",
            "conv.push",
            "conv.log",
            "conv.log.all",
            "conv.manage",
            "conv.register.conv-*",
            "conv.unregister.conv-*",
            "conv.handle.conv-*",
            "conv.read.conv-*",
            "conv.push.conv-*",
            "conv.manage.conv-*",
            "conv.ack.conv-*");
    private static final List<String> OF_A_GATEWAY = List.of("gateway.*", "gateway.push", "gateway.all");
    private static final String ID = "[0-9A-HJKMNP-TV-Z]{26}";

    private final Vertx own = Vertx.vertx();
    private final List<HazelcastClusterManager> managers;
    private final List<Vertx> nodes;

    HazelcastContentTest() throws Exception {
        int first = FreePorts.one();
        int second = FreePorts.one();
        ClusterJoin join = ClusterJoin.by(List.of("127.0.0.1:" + first, "127.0.0.1:" + second));
        List<ClusterConfig> configs = Stream.of(first, second)
                .map(port -> new ClusterConfig("content-" + first, "127.0.0.1", port, join, 0, ClusterTls.OFF))
                .toList();
        managers = configs.stream().map(ClusterConfig::clusterManager).toList();
        nodes = List.of(node(configs.get(0), managers.get(0)), node(configs.get(1), managers.get(1)));
    }

    private static Vertx node(ClusterConfig config, HazelcastClusterManager manager) throws Exception {
        return Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(config.busOptions()))
                .withClusterManager(manager)
                .buildClustered()
                .await(60, SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        for (Vertx node : nodes) {
            node.close().await(30, SECONDS);
        }
        own.close().await(10, SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"user, 1", "node, 1", "node_only, 0"})
    void userIsAtMostOneSubscription(String pushTo, int each) throws Exception {
        deploy(nodes.get(0), new ConversationVerticle(), conversation());
        deploy(nodes.get(1), new GatewayVerticle(), gateway(pushTo));
        int port = Ports.of(nodes.get(1)).find("gateway").orElseThrow();
        List<String> idle = addresses();
        long writes = writes();

        try (var client = chatted(port, "u1", "p1");
                var device = chatted(port, "u1", "p2");
                var other = chatted(port, "u2", "p2")) {
            await().atMost(Duration.ofSeconds(10)).until(() -> addresses().size() == idle.size() + 2 * each);

            assertThat(addresses()).containsExactlyInAnyOrderElementsOf(with(idle, each));
            assertThat(writes() - writes).isEqualTo(2L * each);
            assertThat(objects()).containsExactlyInAnyOrder(MEMBERS, SUBSCRIPTIONS);
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> addresses().equals(idle));
    }

    @Test
    void verticleIsAFixedNumberOfSubscriptions() throws Exception {
        deploy(nodes.get(0), new ConversationVerticle(), conversation());
        deploy(nodes.get(1), new GatewayVerticle(), gateway("user"));

        List<String> named =
                addresses().stream().map(address -> address.replaceAll(ID, "*")).toList();

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(Stream.of(OF_A_CONVERSATION, OF_A_GATEWAY)
                        .flatMap(List::stream)
                        .toList());
        assertThat(managers.get(0).getHazelcastInstance().getMap(MEMBERS).size())
                .isEqualTo(2);
    }

    private static JsonObject conversation() {
        return new JsonObject().put("agent", "echo").put("store", new JsonObject().put("kind", "memory"));
    }

    private static JsonObject gateway(String pushTo) {
        return new JsonObject().put("port", 0).put("push_to", pushTo);
    }

    private static void deploy(Vertx node, Deployable verticle, JsonObject config) throws Exception {
        node.deployVerticle(verticle, new DeploymentOptions().setConfig(config)).await(30, SECONDS);
    }

    /** A client that has been answered. */
    private TestClient chatted(int port, String userId, String projectId) throws Exception {
        TestClient client = new TestClient(own, port, userId, projectId);
        client.next("status");
        client.send(TestClient.chat("c-" + userId + projectId, "你好 👋"));
        client.next("ai_reply");
        return client;
    }

    private static List<String> with(List<String> idle, int each) {
        Stream<String> users = each == 0 ? Stream.of() : Stream.of("user.push.u1", "user.push.u2");
        return Stream.concat(idle.stream(), users).toList();
    }

    /** The address of each subscription that the cluster knows, in order. */
    private List<String> addresses() {
        return subscriptions(managers.get(0)).entrySet().stream()
                .map(entry -> String.valueOf(entry.getKey()))
                .sorted()
                .toList();
    }

    /** How often something was put into the subscriptions of the cluster. */
    private long writes() {
        return managers.stream()
                .mapToLong(manager ->
                        subscriptions(manager).getLocalMultiMapStats().getPutOperationCount())
                .sum();
    }

    private static MultiMap<Object, Object> subscriptions(HazelcastClusterManager manager) {
        return manager.getHazelcastInstance().getMultiMap(SUBSCRIPTIONS);
    }

    private List<String> objects() {
        return managers.get(0).getHazelcastInstance().getDistributedObjects().stream()
                .map(DistributedObject::getName)
                .toList();
    }
}

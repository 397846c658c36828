package io.parley.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.parley.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClusterJoinTest {
    private static final JsonObject SECTION = new JsonObject()
            .put("join", "kubernetes")
            .put("members", new JsonArray())
            .put("multicast", new JsonObject().put("group", "224.2.2.3").put("port", 54_327))
            .put("service_dns", "localhost");

    /** The name of a service leads to the addresses of its pods; this one's to loopback. */
    @Test
    void nodesFindEachOtherByTheNameOfAService() throws Exception {
        findEachOther(SECTION);
    }

    @Test
    void nodesFindEachOtherByMulticast() throws Exception {
        JsonObject group = new JsonObject().put("group", "224.2.2.3").put("port", FreePorts.one());
        findEachOther(SECTION.copy().put("join", "multicast").put("multicast", group));
    }

    private static void findEachOther(JsonObject section) throws Exception {
        int port = FreePorts.one();
        ClusterConfig cluster =
                new ClusterConfig("join-" + port, "127.0.0.1", port, ClusterJoin.of(section), 0, ClusterTls.OFF);
        HazelcastClusterManager first = cluster.clusterManager();
        HazelcastClusterManager second = cluster.clusterManager();
        second.getConfig().getNetworkConfig().setPortAutoIncrement(true); // pods have addresses of their own
        Vertx one = Vertx.builder().withClusterManager(first).buildClustered().await(60, SECONDS);
        Vertx other =
                Vertx.builder().withClusterManager(second).buildClustered().await(60, SECONDS);
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            first.getNodes().size() == 2 && second.getNodes().size() == 2);
        } finally {
            other.close().await(30, SECONDS);
            one.close().await(30, SECONDS);
        }
    }

    @Test
    void kubernetesWithoutANameIsRefused() {
        assertThatThrownBy(() -> ClusterJoin.of(SECTION.copy().put("service_dns", "")))
                .isInstanceOf(LaunchFailure.class)
                .hasMessageContaining("cluster.service_dns");
    }
}

package io.parley.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.FreePorts;
import io.parley.ops.Metrics;
import io.vertx.core.Vertx;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterWatchTest {
    private final Metrics metrics = Metrics.create();

    @Test
    void whoJoinsAndLeavesIsCounted() throws Exception {
        int first = FreePorts.one();
        int second = FreePorts.one();
        ClusterJoin join = ClusterJoin.by(List.of("127.0.0.1:" + first, "127.0.0.1:" + second));
        HazelcastClusterManager manager =
                new ClusterConfig("watch-" + first, "127.0.0.1", first, join, 0, ClusterTls.OFF).clusterManager();
        Vertx one = clustered(manager);
        ClusterWatch.over(manager.getHazelcastInstance(), metrics.meters().cluster());
        try {
            assertThat(scraped()).contains("parley_cluster_members 1.0");
            Vertx other = clustered(
                    new ClusterConfig("watch-" + first, "127.0.0.1", second, join, 0, ClusterTls.OFF).clusterManager());
            await().atMost(Duration.ofSeconds(30)).until(() -> scraped().contains("parley_cluster_members 2.0"));
            other.close().await(30, SECONDS);
            await().atMost(Duration.ofSeconds(30)).until(() -> scraped().contains("parley_cluster_members 1.0"));

            assertThat(scraped())
                    .contains(
                            "parley_cluster_changes_total{change=\"joined\"} 1.0",
                            "parley_cluster_changes_total{change=\"left\"} 1.0",
                            "parley_cluster_changes_total{change=\"merged\"} 0.0");
        } finally {
            one.close().await(30, SECONDS);
        }
    }

    private static Vertx clustered(HazelcastClusterManager manager) throws Exception {
        return Vertx.builder().withClusterManager(manager).buildClustered().await(60, SECONDS);
    }

    private List<String> scraped() {
        return metrics.scrape().orElseThrow().lines().toList();
    }
}

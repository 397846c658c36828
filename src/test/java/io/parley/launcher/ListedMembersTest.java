package io.parley.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.TcpIpConfig;
import io.parley.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListedMembersTest {
    @Test
    void addressesAtWhichNobodyListensAreLeftOutUntilSomebodyDoes() throws Exception {
        int own = FreePorts.one();
        int other = FreePorts.one();
        List<String> listed = List.of("127.0.0.1:" + own, "localhost:" + other, "nobody.invalid:1");
        ClusterConfig cluster =
                new ClusterConfig("listed-" + own, "127.0.0.1", own, ClusterJoin.by(listed), 0, ClusterTls.OFF);
        HazelcastClusterManager manager = cluster.clusterManager();
        Vertx vertx =
                Vertx.builder().withClusterManager(manager).buildClustered().await(60, SECONDS);
        try {
            ListedMembers.watch(vertx, manager.getHazelcastInstance(), cluster);
            TcpIpConfig list = manager.getHazelcastInstance()
                    .getConfig()
                    .getNetworkConfig()
                    .getJoin()
                    .getTcpIpConfig();
            awaitMembers(list, listed.subList(0, 1));

            try (ServerSocket somebody = new ServerSocket(other, 5, InetAddress.getLoopbackAddress())) {
                assertThat(somebody.isBound()).isTrue();
                awaitMembers(list, listed.subList(0, 2));
            }
            awaitMembers(list, listed.subList(0, 1));
        } finally {
            vertx.close().await(30, SECONDS);
        }
    }

    private static void awaitMembers(TcpIpConfig list, List<String> members) {
        await().atMost(Duration.ofSeconds(60)).until(list::getMembers, members::equals);
    }
}

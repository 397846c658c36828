package io.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.config.SerializationConfig;
import com.hazelcast.internal.serialization.Data;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class ClusterConfigTest {
    private static final JsonObject SECTION = new JsonObject()
            .put("name", "parley")
            .put("host", "127.0.0.1")
            .put("port", 5701)
            .put("bus_port", 0)
            .put("join", "members")
            .put("members", new JsonArray())
            .put("multicast", new JsonObject().put("group", "224.2.2.3").put("port", 54_327))
            .put("service_dns", "")
            .put(
                    "tls",
                    new JsonObject()
                            .put("enabled", false)
                            .put("cert", "")
                            .put("key", "")
                            .put("ca", ""));

    @Test
    void membersMakeNoObjectOfAForeignClassOfWhatIsSentToThem() {
        SerializationConfig config =
                ClusterConfig.of(SECTION).clusterManager().getConfig().getSerializationConfig();
        InternalSerializationService free = new DefaultSerializationServiceBuilder().build();
        InternalSerializationService ours =
                new DefaultSerializationServiceBuilder().setConfig(config).build();
        Data foreign = free.toData(new JdbcDataSource());
        Data known = free.toData(new ArrayList<>(List.of("a", 1)));

        assertThatThrownBy(() -> ours.toObject(foreign)).hasMessageContaining("JdbcDataSource");
        assertThat(ours.<List<Object>>toObject(known)).isEqualTo(List.of("a", 1));
    }

    @Test
    void applicationOfTheReadmeSeesTheClusterAsTheNodesDo() throws Exception {
        Config config = ClusterConfig.of(SECTION).clusterManager().getConfig();
        List<MatchResult> settings = Pattern.compile("setProperty\\(\"(hazelcast[^\"]+)\", \"([^\"]+)\"\\)")
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .toList();

        assertThat(settings).hasSizeGreaterThan(3);
        assertThat(settings)
                .allSatisfy(setting -> assertThat(config.getProperty(setting.group(1)))
                        .as(setting.group(1))
                        .isEqualTo(setting.group(2)));
    }

    @Test
    void membersCollectNothingForAManagementThatNobodyHas() {
        Config config = ClusterConfig.of(SECTION).clusterManager().getConfig();

        assertThat(config.getProperty("hazelcast.metrics.enabled")).isEqualTo("false");
    }

    @Test
    void hostThatIsNoAddressOfThisMachineIsRefused() {
        for (String host : List.of("192.0.2.1", "no.such.name.invalid")) {
            assertThatThrownBy(() -> ClusterConfig.of(SECTION.copy().put("host", host)))
                    .isInstanceOf(LaunchFailure.class)
                    .hasMessageContaining("cluster.host")
                    .hasMessageContaining(host);
        }
    }

    @Test
    void nameOfThisMachineMeansItsAddress() {
        assertThat(ClusterConfig.of(SECTION.copy().put("host", "localhost")).host())
                .isEqualTo("127.0.0.1");
    }

    @Test
    void podOnLoopbackIsRefused() {
        JsonObject pod = SECTION.copy().put("join", "kubernetes").put("service_dns", "parley.local");

        assertThatThrownBy(() -> ClusterConfig.of(pod))
                .isInstanceOf(LaunchFailure.class)
                .hasMessageContaining("cluster.host \"127.0.0.1\" reaches no other pod");
    }

    @Test
    void podsAllHaveTheSamePort() {
        JsonObject pods = SECTION.copy().put("join", "kubernetes").put("service_dns", "parley.local");

        assertThat(new ClusterConfig("parley", "127.0.0.1", 5701, ClusterJoin.of(pods), 0, ClusterTls.OFF)
                        .clusterManager()
                        .getConfig()
                        .getNetworkConfig()
                        .isPortAutoIncrement())
                .isFalse();
    }
}

package io.parley.launcher;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.NetworkConfig;
import io.parley.ops.EventLog;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The {@code cluster} section: who the nodes of a cluster are and how they find each other. */
record ClusterConfig(String name, String host, int port, ClusterJoin join, int busPort, ClusterTls tls) {
    /**
     * A frozen node is out after 10 s, not 60; a healed split is looked for every 2 s, not every 2 minutes; a connection that was
     * begun while the network was cut is given up, since the system tries it again ever more seldom; what a member says is not
     * held up for 5 s where its backup came to one that was still joining, which ignores it; nothing calls home.
     */
    private static final Map<String, String> HAZELCAST = Map.ofEntries(
            Map.entry("hazelcast.logging.type", "slf4j"),
            Map.entry("hazelcast.phone.home.enabled", "false"),
            Map.entry("hazelcast.health.monitoring.level", "OFF"),
            Map.entry("hazelcast.metrics.enabled", "false"),
            Map.entry("hazelcast.shutdownhook.enabled", "false"),
            Map.entry("hazelcast.socket.bind.any", "false"),
            Map.entry("hazelcast.wait.seconds.before.join", "0"),
            Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
            Map.entry("hazelcast.max.no.heartbeat.seconds", "10"),
            Map.entry("hazelcast.socket.connect.timeout.seconds", "2"),
            Map.entry("hazelcast.merge.first.run.delay.seconds", "2"),
            Map.entry("hazelcast.merge.next.run.delay.seconds", "2"),
            Map.entry("hazelcast.operation.backup.timeout.millis", "1000"),
            Map.entry("hazelcast.operation.call.timeout.millis", "10000"));

    private static final EventLog LOG = EventLog.of(ClusterConfig.class, EventLog.PARLEY);
    private static final int CONNECT_TIMEOUT_MS = 2_000;
    private static final int PING_MS = 3_000;
    private static final int READ_IDLE_S = 8;

    /** Fails with {@link LaunchFailure} where this machine cannot be a node so. */
    static ClusterConfig of(JsonObject section) {
        ClusterJoin join = ClusterJoin.of(section);
        InetAddress host = ownAddress(section.getString("host"));
        if (host.isLoopbackAddress() && !join.mayBeOnLoopback()) {
            throw refused(section.getString("host"), "reaches no other pod");
        }
        return new ClusterConfig(
                section.getString("name"),
                host.getHostAddress(),
                section.getInteger("port"),
                join,
                section.getInteger("bus_port"),
                ClusterTls.of(section.getJsonObject("tls")));
    }

    private static InetAddress ownAddress(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            if (address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null) {
                return address;
            }
        } catch (UnknownHostException | SocketException unknown) {
            LOG.debug("address_unknown").setCause(unknown).log("{} leads nowhere", host);
        }
        throw refused(host, "is no address of this machine");
    }

    private static LaunchFailure refused(String host, String why) {
        return new LaunchFailure(
                ExitCode.CONFIGURATION,
                "cluster.host \"" + host + "\" " + why + "; give the address at which the other nodes reach it");
    }

    EventBusOptions busOptions() {
        EventBusOptions options = new EventBusOptions()
                .setHost(host)
                .setPort(busPort)
                .setClusterPublicHost(host)
                .setClusterPingInterval(PING_MS)
                .setClusterPingReplyInterval(PING_MS)
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setReadIdleTimeout(READ_IDLE_S);
        options.setIdleTimeoutUnit(TimeUnit.SECONDS);
        tls.configure(options);
        return options;
    }

    HazelcastClusterManager clusterManager() {
        Config config = ConfigUtil.loadConfig().setClusterName(name);
        HAZELCAST.forEach(config::setProperty);
        config.getIntegrityCheckerConfig().setEnabled(false);
        config.getSerializationConfig()
                .setJavaSerializationFilterConfig(new JavaSerializationFilterConfig().setWhitelist(whatMembersSay()));
        // Nobody waits for copies at a member that stands still; when one has left, all is published anew.
        config.getMultiMapConfig("__vertx.subs").setBackupCount(0).setAsyncBackupCount(1);
        config.getMapConfig("__vertx.nodeInfo").setBackupCount(0).setAsyncBackupCount(1);
        NetworkConfig network = config.getNetworkConfig().setPort(port).setPortAutoIncrement(join.mayUseAnotherPort());
        network.getInterfaces().setEnabled(true).addInterface(host);
        join.configure(network.getJoin(), port);
        return new HazelcastClusterManager(config);
    }

    /** Whoever reaches the port of membership is a member: no object of another kind is made of what it sends (CWE-502). */
    private static ClassFilter whatMembersSay() {
        return new ClassFilter().addPrefixes("com.hazelcast.", "io.vertx.", "java.lang.", "java.util.", "[");
    }
}

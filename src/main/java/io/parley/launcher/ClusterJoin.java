package io.parley.launcher;

import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.KubernetesConfig;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/**
 * How the nodes of a cluster find each other.
 *
 * @param members for {@link Kind#MEMBERS}: some of them, as host or host:port
 * @param group for {@link Kind#MULTICAST}, with {@code groupPort}
 * @param serviceDns for {@link Kind#KUBERNETES}: the name of a service whose addresses are those of the nodes, all of which
 *     have the same port
 */
record ClusterJoin(Kind kind, List<String> members, String group, int groupPort, String serviceDns) {
    /** By what. */
    enum Kind {
        MEMBERS,
        MULTICAST,
        KUBERNETES
    }

    ClusterJoin {
        members = List.copyOf(members);
    }

    /** Of the section {@code cluster}. Fails with {@link LaunchFailure} where what its kind needs is missing. */
    static ClusterJoin of(JsonObject section) {
        Kind kind = Kind.valueOf(section.getString("join").toUpperCase(Locale.ROOT));
        String serviceDns = section.getString("service_dns");
        if (kind == Kind.KUBERNETES && serviceDns.isBlank()) {
            throw new LaunchFailure(
                    ExitCode.CONFIGURATION,
                    "cluster.join is kubernetes, and cluster.service_dns is empty; give the name of the headless service,"
                            + " such as parley.default.svc.cluster.local");
        }
        JsonObject multicast = section.getJsonObject("multicast");
        return new ClusterJoin(
                kind,
                kind == Kind.MEMBERS
                        ? section.getJsonArray("members").stream()
                                .map(String::valueOf)
                                .toList()
                        : List.of(),
                multicast.getString("group"),
                multicast.getInteger("port"),
                serviceDns);
    }

    /** By listed members alone. */
    static ClusterJoin by(List<String> members) {
        return new ClusterJoin(Kind.MEMBERS, members, "", 0, "");
    }

    /** {@code port} is where the others listen, where that cannot be found out. */
    void configure(JoinConfig join, int port) {
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(kind == Kind.MULTICAST);
        join.getTcpIpConfig().setEnabled(kind == Kind.MEMBERS);
        switch (kind) {
            case MEMBERS -> join.getTcpIpConfig().setMembers(members);
            case MULTICAST -> join.getMulticastConfig().setMulticastGroup(group).setMulticastPort(groupPort);
            case KUBERNETES ->
                join.setKubernetesConfig(new KubernetesConfig()
                        .setEnabled(true)
                        .setProperty("service-dns", serviceDns)
                        .setProperty("service-port", String.valueOf(port)));
        }
    }

    /** Whether others find a node that listens at another port than it was told, because that one is taken. */
    boolean mayUseAnotherPort() {
        return kind != Kind.KUBERNETES;
    }

    /** Whether others may be on this machine: pods have one each for themselves. */
    boolean mayBeOnLoopback() {
        return kind != Kind.KUBERNETES;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case MEMBERS -> "members " + String.join(", ", members);
            case MULTICAST -> "multicast " + group + ":" + groupPort;
            case KUBERNETES -> "kubernetes " + serviceDns;
        };
    }
}

package io.parley.launcher;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Keeps Hazelcast's list of members to addresses at which somebody listens. After a split it tries the listed addresses one
 * after another, and waits 5 s at each where nobody is ({@code TcpIpJoiner.searchForOtherClusters}): with a few nodes down, the
 * parts of a cluster would find each other half a minute later.
 */
final class ListedMembers {
    private static final long EVERY_MS = 1_000;
    private static final int CONNECT_MS = 500;
    /** How many ports Hazelcast tries where none is listed. */
    private static final int PORTS = 3;

    private final Vertx vertx;
    private final HazelcastInstance hazelcast;
    private final NetClient client;
    private final List<Place> listed;
    private boolean checking;

    /** Where a member listens, or may. */
    private record Place(String host, int port) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    private ListedMembers(Vertx vertx, HazelcastInstance hazelcast, ClusterConfig cluster) {
        this.vertx = vertx;
        this.hazelcast = hazelcast;
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MS));
        this.listed = cluster.join().members().stream()
                .flatMap(member -> places(member, cluster.port()))
                .toList();
    }

    /** Looks after the members that {@code cluster} lists from now on, until {@code vertx} is closed. */
    static void watch(Vertx vertx, HazelcastInstance hazelcast, ClusterConfig cluster) {
        if (cluster.join().kind() == ClusterJoin.Kind.MEMBERS) {
            ListedMembers members = new ListedMembers(vertx, hazelcast, cluster);
            // A deployment, whose timer ends before the threads of vertx do that it needs.
            vertx.deployVerticle(context -> {
                vertx.setPeriodic(EVERY_MS, timer -> members.check());
                return Future.succeededFuture();
            });
        }
    }

    private static Stream<Place> places(String member, int defaultPort) {
        int colon = member.lastIndexOf(':');
        return colon >= 0
                ? Stream.of(new Place(member.substring(0, colon), Integer.parseInt(member.substring(colon + 1))))
                : IntStream.range(0, PORTS).mapToObj(i -> new Place(member, defaultPort + i));
    }

    private void check() {
        if (!checking) {
            checking = true;
            vertx.executeBlocking(this::absent).compose(this::probe).onComplete(done -> checking = false);
        }
    }

    /** Those that are not in the cluster; blocks while names are looked up. */
    private List<Place> absent() {
        Set<Place> present = new LinkedHashSet<>();
        for (Member member : hazelcast.getCluster().getMembers()) {
            present.add(new Place(
                    member.getSocketAddress().getAddress().getHostAddress(),
                    member.getSocketAddress().getPort()));
        }
        return listed.stream()
                .filter(place -> !present.contains(resolved(place)))
                .toList();
    }

    private static Place resolved(Place place) {
        try {
            return new Place(InetAddress.getByName(place.host()).getHostAddress(), place.port());
        } catch (UnknownHostException unknown) {
            return place; // nobody is there
        }
    }

    private Future<Void> probe(List<Place> absent) {
        List<Place> there = new ArrayList<>(listed);
        List<Future<?>> probes = new ArrayList<>();
        for (Place place : absent) {
            probes.add(client.connect(place.port(), place.host())
                    .compose(NetSocket::close)
                    .recover(nobody -> {
                        there.remove(place);
                        return Future.succeededFuture();
                    }));
        }
        return probes.isEmpty()
                ? Future.succeededFuture(keep(there))
                : Future.join(probes).map(probed -> keep(there));
    }

    private Void keep(List<Place> there) {
        TcpIpConfig list = hazelcast.getConfig().getNetworkConfig().getJoin().getTcpIpConfig();
        list.setMembers(there.stream().map(Place::toString).toList());
        return null;
    }
}

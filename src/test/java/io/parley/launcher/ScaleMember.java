package io.parley.launcher;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.parley.bus.Addresses;
import io.parley.bus.Beat;
import io.parley.bus.Envelope;
import io.parley.bus.EventBusTransport;
import io.parley.bus.PushAck;
import io.parley.bus.PushListener;
import io.parley.bus.RegisterRequest;
import io.parley.bus.Transport;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** This JVM as a member of a cluster under measurement, as an application of somebody else may be one. */
final class ScaleMember implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String ID = "bench";

    private final Vertx vertx;
    private final HazelcastClusterManager manager;
    private final Transport transport;

    private ScaleMember(Vertx vertx, HazelcastClusterManager manager) {
        this.vertx = vertx;
        this.manager = manager;
        this.transport = new EventBusTransport(vertx, TIMEOUT);
    }

    /** {@code section}: as {@code cluster} of the configuration. */
    static ScaleMember join(JsonObject section) throws TimeoutException {
        ClusterConfig config = new ClusterConfig(
                section.getString("name"),
                "127.0.0.1",
                section.getInteger("port"),
                ClusterJoin.by(section.getJsonArray("members").stream()
                        .map(String::valueOf)
                        .toList()),
                0,
                ClusterTls.OFF);
        HazelcastClusterManager manager = config.clusterManager();
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(config.busOptions()))
                .withClusterManager(manager)
                .buildClustered()
                .await(60, SECONDS);
        ScaleMember member = new ScaleMember(vertx, manager);
        String address = Addresses.gateway(ID);
        member.transport.subscribe(address, member.new Acknowledging(address)).await(30, SECONDS);
        return member;
    }

    /** How many subscriptions the cluster has. */
    int subscriptions() {
        return manager.getHazelcastInstance().getMultiMap("__vertx.subs").size();
    }

    /** Registers consumers of Vert.x with nothing of ours. Returns how many a second. */
    double consumers(String name, int count) throws TimeoutException {
        return ScaleBench.each(
                vertx,
                count,
                i -> vertx.eventBus()
                        .<JsonObject>consumer(Addresses.userPush(name + i), message -> {})
                        .completion());
    }

    /**
     * Registers connections of as many users, each with a conversation of its own, as a gateway with {@code push_to} {@code node}
     * does. Returns how many a second.
     */
    double sessions(String name, int count) throws TimeoutException {
        String address = Addresses.gateway(ID);
        return ScaleBench.each(
                vertx,
                count,
                i -> transport.register(null, request(name + i, address)).map(reply -> {
                    if (!reply.success()) {
                        throw new IllegalStateException("refused: " + reply.error());
                    }
                    return reply;
                }));
    }

    private static RegisterRequest request(String name, String pushTo) {
        return new RegisterRequest(name, null, name, name, ID, pushTo, null, "en", null, null);
    }

    /** Takes all that comes, at once. */
    private final class Acknowledging implements PushListener {
        private final String address;

        Acknowledging(String address) {
            this.address = address;
        }

        @Override
        public void envelope(Envelope envelope) {
            transport.acknowledge(envelope.from(), new PushAck(ID, address, envelope.n()));
        }

        @Override
        public void beat(Beat beat) {
            transport.acknowledge(beat.from(), new PushAck(ID, address, 0));
        }

        @Override
        public void bare(JsonObject message) {
            // nobody is shown anything
        }
    }

    /** What the heap of this JVM holds after a collection, in bytes. */
    static double heapAfterGc() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(5, MINUTES);
    }
}

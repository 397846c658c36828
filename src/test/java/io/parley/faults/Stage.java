package io.parley.faults;

import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Setup;
import io.parley.faults.node.Addresses;
import io.parley.faults.node.NodeProcess;
import io.parley.faults.node.Nodes;
import io.parley.faults.proxy.ChaosProxy;
import io.parley.redis.RedisServer;
import io.parley.store.MariaDbServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Where the random mix plays: two gateways, each behind a proxy, two conversation nodes, a database and a Redis, each behind a
 * proxy too, and the clients. To be used on the JUnit thread.
 */
final class Stage implements AutoCloseable {
    private static final List<String> NAMES = List.of("g1", "g2", "a", "b");

    private final List<AutoCloseable> open = new ArrayList<>();
    private final MariaDbServer database;
    private final RedisServer redis;
    private final ChaosProxy toDatabase;
    private final ChaosProxy toRedis;
    private final Nodes nodes;
    private final List<ChaosProxy> doors = new ArrayList<>();
    private @Nullable Crowd crowd;

    Stage(String name) throws Exception {
        database = kept(MariaDbServer.start());
        redis = kept(RedisServer.start());
        toDatabase = kept(ChaosProxy.to(database.port()));
        toRedis = kept(ChaosProxy.to(redis.port()));
        nodes = kept(Nodes.called(name))
                .on(Objects.requireNonNull(database.newDatabase().mysql()), toDatabase.port())
                .set("redis.enabled", true)
                .set("redis.port", toRedis.port());
        nodes.startMember("a", "conversation").awaitReady();
        nodes.startMember("b", "conversation");
        for (String gateway : List.of("g1", "g2")) {
            nodes.startMember(gateway, "gateway");
            doors.add(kept(ChaosProxy.to(nodes.port(gateway))));
        }
        nodes.awaitReady();
    }

    /** Lets the clients in. */
    Crowd gather(int clients, int perConversation) throws Exception {
        Setup setup = Setup.of(
                        Addresses.of(doors.get(0).port()),
                        Addresses.of(doors.get(1).port()))
                .withClients(clients, perConversation)
                .withPing(Duration.ofSeconds(5), Duration.ofSeconds(5));
        Crowd all = kept(Crowd.gather(setup, nodes.journal()));
        crowd = all;
        return all;
    }

    /** Lets some time pass, at least a half and at most all of {@code mostMs}. */
    void pass(Random random, int mostMs) throws Exception {
        Objects.requireNonNull(crowd).pass(Duration.ofMillis(mostMs / 2 + random.nextInt(mostMs / 2)));
    }

    NodeProcess anyNode(Random random) {
        return nodes.node(NAMES.get(random.nextInt(NAMES.size())));
    }

    /** A proxy before a gateway. */
    ChaosProxy anyDoor(Random random) {
        return doors.get(random.nextInt(doors.size()));
    }

    Nodes nodes() {
        return nodes;
    }

    MariaDbServer database() {
        return database;
    }

    RedisServer redis() {
        return redis;
    }

    ChaosProxy toDatabase() {
        return toDatabase;
    }

    ChaosProxy toRedis() {
        return toRedis;
    }

    @Override
    public void close() throws Exception {
        Collections.reverse(open);
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T kept(T one) {
        open.add(one);
        return one;
    }
}

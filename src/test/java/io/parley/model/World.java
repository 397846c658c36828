package io.parley.model;

import io.parley.conversation.SimInstance;
import io.parley.gateway.SimGateway;
import io.parley.ops.Metrics;
import io.parley.protocol.Logged;
import io.parley.store.ConversationLog;
import io.parley.store.Logs;
import io.parley.store.Page;
import io.parley.store.StoreConfig;
import io.parley.store.StoredEntry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A whole cluster on one loop: real gateways, real conversation instances and their real log in memory; bus, sockets, agent and
 * time are the test's. Two users with two devices each are in one conversation.
 */
final class World {
    static final String PROJECT = "p1";

    private static final int DEVICES = 4;
    private static final long LEASE_MS = 10_000;
    private static final StoreConfig STORE = StoreConfig.memory();
    private static final Duration OVER = Duration.ofNanos(-1);
    private static final SimGateway.Maker BY_USER = gateway("user");
    private static final SimGateway.Maker BY_NODE = gateway("node");
    private static final SimInstance.Maker INTERRUPTING = conversation("interrupt");
    private static final SimInstance.Maker REPEATING = conversation("again");

    final SimLoop loop = new SimLoop();
    final SimBus bus;
    final SimLog way = new SimLog(loop);
    final SimAgent agent = new SimAgent();
    final Judge judge = new Judge(agent);
    final List<Device> devices = new ArrayList<>();

    private final Metrics metrics;
    private final Map<String, Object> shared = new HashMap<>();
    private final Map<SimNode, SimInstance> served = new HashMap<>();
    private final List<SimNode> instances = new ArrayList<>();
    private final List<SimGateway> gateways = new ArrayList<>();
    private final ConversationLog log;
    private final SimInstance.Maker conversation;

    /**
     * {@code repeats}: what a crash interrupts is begun again, or ends. {@code byNode}: one gateway, the other, both or none has
     * conversations push to its own address. {@code heardByAll}: as {@link SimBus#SimBus} has it.
     */
    World(Metrics metrics, boolean repeats, Set<Integer> byNode, boolean heardByAll) {
        this.bus = new SimBus(loop, heardByAll);
        this.metrics = metrics;
        this.conversation = repeats ? REPEATING : INTERRUPTING;
        SimNode store = new SimNode(loop, metrics, shared);
        this.log = now(Logs.open(store.vertx(), STORE));
        for (int i = 0; i < 2; i++) {
            instances.add(startInstance());
            SimNode node = new SimNode(loop, metrics, shared);
            SimGateway gateway =
                    (byNode.contains(i) ? BY_NODE : BY_USER).make(node.vertx(), bus.of(node), node::nanoTime);
            now(gateway.start());
            gateways.add(gateway);
        }
        for (int i = 0; i < DEVICES; i++) {
            devices.add(new Device(this, "u" + (1 + i / 2)));
        }
        rest();
    }

    SimGateway gateway(int i) {
        return gateways.get(i % gateways.size());
    }

    Device device(int i) {
        return devices.get(i % devices.size());
    }

    /** All that can happen now happens; clients that read read all. */
    void rest() {
        boolean again = true;
        while (again) {
            loop.run();
            again = false;
            for (Device device : devices) {
                again |= device.readAll();
            }
        }
        judge.foreseen(bus.unforeseen());
    }

    void pass(long ms) {
        loop.pass(ms);
        rest();
    }

    /** A machine dies, its lease runs out, and another takes its place. */
    void crash(int i) {
        int at = i % instances.size();
        instances.get(at).kill();
        lapse(i);
        instances.set(at, startInstance());
    }

    /** A machine stands still for so long that its lease runs out. */
    void freeze(int i) {
        instances.get(i % instances.size()).freeze();
        lapse(i);
    }

    /** The machines that stood still go on. */
    void thaw() {
        instances.forEach(node -> node.thaw(LEASE_MS));
    }

    /** The same, whose clocks stood still with them. */
    void wake() {
        instances.forEach(node -> node.thaw(0));
    }

    /** A machine is stopped in order, unless it stands still, and another takes its place. */
    void stop(int i) {
        int at = i % instances.size();
        SimNode node = instances.get(at);
        if (!node.isFrozen()) {
            Objects.requireNonNull(served.remove(node)).stop();
            instances.set(at, startInstance());
        }
    }

    void lapse(int i) {
        now(log.renew(bus.nameOf(instances.get(i % instances.size())), OVER));
    }

    /** All goes well from now on: whatever was promised must come true. */
    void settle() {
        bus.weather().heal();
        way.heal();
        thaw();
        devices.forEach(Device::read);
        finish();
        devices.stream().filter(Device::wasEverConnected).forEach(device -> device.connect(0));
        finish();
        judge.judge(entries(), devices);
    }

    /** So much time that silence is noticed and what is late is known; what the agent has begun it ends. */
    private void finish() {
        for (int i = 0; i < 6; i++) {
            pass(3_000);
        }
        for (int i = 0; i < 40 && !agent.isIdle(); i++) {
            agent.end(true, false);
            pass(500);
        }
    }

    private List<Logged> entries() {
        List<Logged> all = new ArrayList<>();
        Page page;
        do {
            page = now(log.after(PROJECT, all.size(), 200));
            page.entries().stream().map(StoredEntry::message).forEach(all::add);
        } while (page.more());
        return all;
    }

    private static SimGateway.Maker gateway(String pushTo) {
        return SimGateway.configured(new JsonObject("""
                {"rate": {"messages_per_second": 1000000, "burst": 1000000},
                 "queue": {"messages": 12, "bytes": 1500}}""").put("push_to", pushTo));
    }

    private static SimInstance.Maker conversation(String onCrash) {
        return SimInstance.configured(new JsonObject("""
                {"delta_interval_ms": 0, "checkpoint_interval_ms": 100, "tail": 4, "mailbox": 2,
                 "drain_timeout_ms": 2000}""").put("on_crash", onCrash));
    }

    private SimNode startInstance() {
        SimNode node = new SimNode(loop, metrics, shared);
        ConversationLog own = now(Logs.open(node.vertx(), STORE));
        SimInstance instance =
                conversation.make(node.vertx(), way.of(node, own), agent.on(node), bus.of(node), node::nanoTime);
        now(instance.start());
        served.put(node, instance);
        return node;
    }

    private <T> T now(Future<T> future) {
        loop.run();
        if (!future.isComplete()) {
            loop.pass(3_000);
        }
        if (!future.succeeded()) {
            throw new AssertionError("not done at once: " + future, future.cause());
        }
        return future.result();
    }
}

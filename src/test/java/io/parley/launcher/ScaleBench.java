package io.parley.launcher;

import static java.util.concurrent.TimeUnit.MINUTES;

import io.parley.faults.node.NodeProcess;
import io.parley.faults.node.Nodes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What a user, a conversation and a node cost in a cluster of real nodes (a conversation, two gateways, and this JVM as a fourth
 * member): how many can be registered a second, and what the heap of each holds for one after a collection. The floor is a
 * consumer of Vert.x with nothing of ours, in the same run. Up to 10,000 users come over WebSockets of their own; more are
 * registered on the bus, as a gateway does it.
 *
 * <pre>
 * mvn -q test-compile exec:exec -Dexec.executable=java -Dexec.classpathScope=test \
 *     -Dexec.args="-Xmx2g -Dlogback.configurationFile=parley-log-text.xml -cp %classpath io.parley.launcher.ScaleBench 10000 100000"</pre>
 */
public final class ScaleBench {
    private static final int MOST_SOCKETS = 10_000;
    private static final int AT_ONCE = 64;
    /** So many come before anything is measured. */
    private static final int EARLY = 1_000;

    private static final int COLLECTIONS = 3;
    private static final int HEAP_MB = 3_072;

    private ScaleBench() {}

    public static void main(String[] counts) throws Exception {
        for (String count : counts.length == 0 ? new String[] {"10000", "100000"} : counts) {
            int users = Integer.parseInt(count);
            bus(users);
            if (users <= MOST_SOCKETS) {
                for (String pushTo : List.of("user", "node", "node_only")) {
                    sockets(users, pushTo);
                }
            }
        }
        System.exit(0); // whatever threads of a library are left
    }

    /** Consumers of Vert.x alone, then connections and conversations without sockets. */
    private static void bus(int users) throws Exception {
        try (Nodes nodes = cluster("scale-bus", "node_only");
                ScaleMember own = ScaleMember.join(nodes.membership())) {
            say("idle heap: %s", megabytes(heaps(nodes)));
            own.consumers("early-", EARLY);
            own.sessions("early-", EARLY);
            Map<String, Double> idle = heaps(nodes);
            double ownIdle = ScaleMember.heapAfterGc();
            double consumers = own.consumers("bare-", users);
            double ownHeap = ScaleMember.heapAfterGc() - ownIdle;
            Map<String, Double> more = heaps(nodes);
            say(
                    "%d consumers of Vert.x: %.0f a second; %.0f bytes each on their node, %.0f on another",
                    users, consumers, ownHeap / users, grown("g2", idle, more) / users);
            double sessions = own.sessions("some-", users);
            say(
                    "%d connections registered, each with a conversation: %.0f a second (%.2f of a consumer's rate); %.0f bytes each on"
                            + " the conversation's node",
                    users, sessions, sessions / consumers, grown("conversation", more, heaps(nodes)) / users);
        }
    }

    private static void sockets(int users, String pushTo) throws Exception {
        try (Nodes nodes = cluster("scale-" + pushTo, pushTo);
                ScaleMember own = ScaleMember.join(nodes.membership());
                ScaleSockets early = new ScaleSockets(nodes.url("g1"), "early-", EARLY);
                ScaleSockets sockets = new ScaleSockets(nodes.url("g1"), "user-", users)) {
            early.connect();
            early.chat();
            Map<String, Double> idle = heaps(nodes);
            int before = own.subscriptions();
            long began = System.nanoTime();
            double connects = sockets.connect();
            int expected = before + (pushTo.equals("node_only") ? 0 : users);
            while (own.subscriptions() < expected) {
                Thread.onSpinWait();
            }
            double heard = users / ((System.nanoTime() - began) / 1e9);
            Map<String, Double> full = heaps(nodes);
            say(
                    "push_to %s, %d users: %.0f connects a second, all subscribed at %.0f a second; bytes for each: %s",
                    pushTo, users, connects, heard, each(idle, full, users));
            double answers = sockets.chat();
            say(
                    "push_to %s: %.0f answers a second; bytes more for one question and answer: %s",
                    pushTo, answers, each(full, heaps(nodes), users));
        }
    }

    private static Nodes cluster(String name, String pushTo) throws IOException, InterruptedException {
        Nodes nodes = Nodes.called(name)
                .withHeap(HEAP_MB)
                .set("conversation.agent", "echo")
                .set("conversation.conversations", 1_000_000)
                .set("gateway.limits.connections", 1_000_000)
                .set("gateway.push_to", pushTo);
        nodes.startMember("conversation", "conversation").awaitReady();
        nodes.startMember("g1", "gateway").awaitReady();
        nodes.startMember("g2", "gateway").awaitReady();
        return nodes;
    }

    /** Does {@code one} for each number, some at once. Returns how many a second were done. Fails as the first that fails. */
    static double each(Vertx vertx, int count, IntFunction<Future<?>> one) throws TimeoutException {
        AtomicInteger next = new AtomicInteger();
        long began = System.nanoTime();
        List<Future<Void>> lanes = IntStream.range(0, AT_ONCE)
                .mapToObj(lane -> {
                    Promise<Void> done = Promise.promise();
                    vertx.runOnContext(start -> go(vertx, count, one, next, done));
                    return done.future();
                })
                .toList();
        Future.all(lanes).await(30, MINUTES);
        return count / ((System.nanoTime() - began) / 1e9);
    }

    private static void go(Vertx vertx, int count, IntFunction<Future<?>> one, AtomicInteger next, Promise<Void> done) {
        int number = next.getAndIncrement();
        if (number >= count) {
            done.complete();
            return;
        }
        one.apply(number)
                .onSuccess(did -> vertx.runOnContext(on -> go(vertx, count, one, next, done)))
                .onFailure(done::fail);
    }

    /** After several collections: what the first finds only weakly held goes with a later one. */
    private static Map<String, Double> heaps(Nodes nodes) throws IOException, InterruptedException {
        Map<String, Double> heaps = new LinkedHashMap<>();
        for (int i = 0; i < COLLECTIONS; i++) {
            for (NodeProcess node : nodes.all()) {
                heaps.put(node.name(), node.heapAfterGc());
            }
        }
        return heaps;
    }

    private static String each(Map<String, Double> before, Map<String, Double> after, int users) {
        Map<String, Long> each = new LinkedHashMap<>();
        after.forEach((name, bytes) -> each.put(name, Math.round(grown(name, before, after) / users)));
        return each.toString();
    }

    private static double grown(String name, Map<String, Double> before, Map<String, Double> after) {
        return after.getOrDefault(name, 0.0) - before.getOrDefault(name, 0.0);
    }

    private static String megabytes(Map<String, Double> heaps) {
        Map<String, String> rounded = new LinkedHashMap<>();
        heaps.forEach((name, bytes) -> rounded.put(name, Math.round(bytes / 1e5) / 10.0 + " MB"));
        return rounded.toString();
    }

    private static void say(String sentence, Object... figures) {
        System.out.printf(sentence + "%n", figures);
    }
}

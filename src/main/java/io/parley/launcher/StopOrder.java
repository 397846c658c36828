package io.parley.launcher;

import io.parley.ops.InTime;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * In which order a node stops: gateways, conversations and the bridge together, as all wait for others; then what else runs, which answers
 * may come from; then the console, by which the stop can be watched; then Vert.x. Any thread.
 *
 * <p>Where no other node is there to own a conversation, conversations serve the clients until these have left, as long as
 * their own time allows.
 */
record StopOrder(Vertx vertx, Plan plan, List<Node.Running> running) {
    /** What a conversation needs behind its running answers, and Vert.x behind that. */
    private static final long BEHIND_MS = 3_500;

    private static final long DRAIN_MS = 25_000;

    StopOrder {
        running = List.copyOf(running);
    }

    /** Completes when all has stopped; fails where something did not stop well. */
    Future<Void> stop() {
        Future<Void> gateways = undeploy(deployment -> deployment.is(Part.GATEWAY));
        Future<Void> conversations = headStart(gateways).transform(begun -> undeploy(StopOrder::answers));
        return Future.join(gateways, conversations)
                .<Void>mapEmpty()
                .eventually(() -> undeploy(deployment -> deployment.part().isEmpty()))
                .eventually(() -> undeploy(deployment -> deployment.is(Part.CONSOLE)))
                .eventually(vertx::close);
    }

    private Future<Void> headStart(Future<Void> gateways) {
        long mostMs = plan.isAlone() ? mostMs() : 0;
        return mostMs <= 0 ? Future.succeededFuture() : InTime.of(vertx, gateways, mostMs, TimeUnit.MILLISECONDS);
    }

    private long mostMs() {
        long longestMs = running.stream()
                .map(Node.Running::deployment)
                .filter(StopOrder::answers)
                .mapToLong(deployment -> deployment.config().getLong("drain_timeout_ms", DRAIN_MS))
                .max()
                .orElse(0);
        return plan.root().getLong("stop_timeout_ms") - longestMs - BEHIND_MS;
    }

    /** Both wait for answers, each for those that others wait for. */
    private static boolean answers(Deployment deployment) {
        return deployment.is(Part.CONVERSATION) || deployment.is(Part.BRIDGE);
    }

    private Future<Void> undeploy(Predicate<Deployment> which) {
        List<Future<Void>> all = running.stream()
                .filter(one -> which.test(one.deployment()))
                .map(one -> vertx.undeploy(one.id()))
                .toList();
        return all.isEmpty() ? Future.succeededFuture() : Future.join(all).mapEmpty();
    }
}

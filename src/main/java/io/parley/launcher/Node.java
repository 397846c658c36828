package io.parley.launcher;

import io.parley.ops.EventLog;
import io.parley.ops.Health;
import io.parley.ops.Meters;
import io.parley.ops.Ports;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A running node: one Vert.x and what is deployed in it. Not ready before all of it is, nor when it stops. Any thread. */
final class Node {
    private static final EventLog LOG = EventLog.of(Node.class, EventLog.PARLEY);

    private final Plan plan;
    private final Vertx vertx;
    private final List<Running> running;
    private final AtomicBoolean ready;

    /** One deployment, by the name that Vert.x has for it. */
    record Running(Deployment deployment, String id) {}

    private Node(Plan plan, Vertx vertx, AtomicBoolean ready, List<Running> running) {
        this.plan = plan;
        this.vertx = vertx;
        this.ready = ready;
        this.running = List.copyOf(running);
    }

    /**
     * Completes when every verticle is ready; fails at once, with {@link LaunchFailure} for what is foreseeable. What serves
     * already goes on then, until who called stops it.
     *
     * @param begun gets a node to stop all with, whatever still starts, as soon as there is anything to be stopped
     */
    static Future<Node> start(Plan plan, CompletableFuture<Node> begun) {
        return NodeVertx.create(plan).compose(vertx -> {
            Node empty = empty(plan, vertx);
            begun.complete(empty);
            Future<Node> all = Future.succeededFuture(empty);
            for (Deployment deployment : plan.deployments()) {
                all = all.compose(node -> node.with(deployment));
            }
            return all.map(Node::opened);
        });
    }

    private static Node empty(Plan plan, Vertx vertx) {
        AtomicBoolean ready = new AtomicBoolean();
        Health.of(vertx)
                .ready(
                        "node",
                        () -> ready.get() ? Future.succeededFuture() : Future.failedFuture("starting or stopping"));
        return new Node(plan, vertx, ready, List.of());
    }

    /** Where the verticle whose section is {@code name} listens. */
    OptionalInt port(String name) {
        return Ports.of(vertx).find(name);
    }

    /** Connections that are open, and answers that run. */
    Busy busy() {
        Meters meters = Meters.of(vertx);
        return new Busy(meters.connections().open(), meters.turns().running());
    }

    /** Stops all in order, as {@link StopOrder} has it; goes on where one fails, and then fails with its failure. */
    Future<Void> stop() {
        ready.set(false);
        Busy busy = busy();
        LOG.info("node_stopping")
                .addKeyValue("connections", busy.connections())
                .addKeyValue("answers", busy.answers())
                .log("takes nothing new, and ends when clients have left and answers have ended");
        return new StopOrder(vertx, plan, running).stop();
    }

    private Node opened() {
        ready.set(true);
        return this;
    }

    private Future<Node> with(Deployment deployment) {
        return vertx.deployVerticle(deployment.type(), deployment.options())
                .map(id -> {
                    List<Running> more = new ArrayList<>(running);
                    more.add(new Running(deployment, id));
                    return new Node(plan, vertx, ready, more);
                })
                .recover(cause -> Future.failedFuture(StartFailure.of(deployment, cause)));
    }
}

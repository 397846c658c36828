package io.parley.launcher;

import io.parley.ops.Health;
import io.parley.ops.Ports;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/** A running node: one Vert.x and what is deployed in it. Not ready before all of it is, nor when it stops. Any thread. */
final class Node {
    private final Vertx vertx;
    private final List<Running> running;
    private final AtomicBoolean ready;

    private record Running(Deployment deployment, String id) {}

    private Node(Vertx vertx, AtomicBoolean ready, List<Running> running) {
        this.vertx = vertx;
        this.ready = ready;
        this.running = List.copyOf(running);
    }

    /** Completes when every verticle is ready; fails with {@link LaunchFailure} for what is foreseeable. */
    static Future<Node> start(Plan plan) {
        return NodeVertx.create(plan).compose(vertx -> {
            Future<Node> all = Future.succeededFuture(empty(vertx));
            for (Deployment deployment : plan.deployments()) {
                all = all.compose(node -> node.with(deployment));
            }
            return all.map(Node::opened)
                    .recover(failure -> vertx.close().transform(closed -> Future.failedFuture(failure)));
        });
    }

    private static Node empty(Vertx vertx) {
        AtomicBoolean ready = new AtomicBoolean();
        Health.of(vertx)
                .ready(
                        "node",
                        () -> ready.get() ? Future.succeededFuture() : Future.failedFuture("starting or stopping"));
        return new Node(vertx, ready, List.of());
    }

    /** Where the verticle whose section is {@code name} listens. */
    OptionalInt port(String name) {
        return Ports.of(vertx).find(name);
    }

    /** Stops one verticle after the other, then Vert.x; goes on where one fails, and then fails with its failure. */
    Future<Void> stop() {
        ready.set(false);
        List<Running> last = new ArrayList<>(running);
        last.sort(Comparator.comparing(Running::deployment, Deployment.STOP_ORDER));
        Future<Void> all = Future.succeededFuture();
        for (Running verticle : last) {
            all = all.eventually(() -> vertx.undeploy(verticle.id()));
        }
        return all.eventually(vertx::close);
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
                    return new Node(vertx, ready, more);
                })
                .recover(cause -> Future.failedFuture(StartFailure.of(deployment, cause)));
    }
}

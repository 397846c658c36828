package io.parley.faults.node;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.parley.console.ConsoleVerticle;
import io.parley.conversation.Collaborators;
import io.parley.conversation.ConversationVerticle;
import io.parley.gateway.GatewayVerticle;
import io.parley.ops.Ports;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.concurrent.TimeoutException;

/** Gateway, conversation and console in this JVM, with the numbered agent: for faults that need no process of their own. */
public final class LocalNode implements AutoCloseable {
    private static final int PATIENCE_S = 40;

    private final Vertx vertx = Vertx.vertx();

    /** With sections of the configuration laid over the defaults; the log is in memory unless they say otherwise. */
    public LocalNode(JsonObject gateway, JsonObject conversation) throws TimeoutException {
        JsonObject memory = new JsonObject().put("store", new JsonObject().put("kind", "memory"));
        JsonObject rate = new JsonObject().put("messages_per_second", 1_000).put("burst", 1_000);
        vertx.deployVerticle(
                        new ConversationVerticle(Collaborators.configured().withAgent(new NumberedAgent())),
                        with(memory.mergeIn(conversation, true)))
                .await(PATIENCE_S, SECONDS);
        vertx.deployVerticle(
                        new GatewayVerticle(),
                        with(new JsonObject().put("port", 0).put("rate", rate).mergeIn(gateway, true)))
                .await(PATIENCE_S, SECONDS);
        vertx.deployVerticle(new ConsoleVerticle(), with(new JsonObject().put("port", 0)))
                .await(PATIENCE_S, SECONDS);
    }

    public LocalNode() throws TimeoutException {
        this(new JsonObject(), new JsonObject());
    }

    public int port() {
        return Ports.of(vertx).find("gateway").orElseThrow();
    }

    /** The address of its gateway. */
    public URI url() {
        return Addresses.of(port());
    }

    /** Where its metrics are. */
    public URI metrics() {
        return URI.create("http://127.0.0.1:" + Ports.of(vertx).find("console").orElseThrow() + "/metrics");
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(PATIENCE_S, SECONDS);
    }

    private static DeploymentOptions with(JsonObject config) {
        return new DeploymentOptions().setConfig(config);
    }
}

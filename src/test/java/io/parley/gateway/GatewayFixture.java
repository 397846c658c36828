package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.parley.client.ConnectOptions;
import io.parley.client.TestClient;
import io.parley.ops.Ports;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;

/** A gateway on a port of its own, and the conversation that it talks to. */
class GatewayFixture {
    final Vertx vertx = Vertx.vertx();
    final ScriptedConversation conversation = new ScriptedConversation(vertx, "c1");
    int port;

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    /** Starts both. */
    void start(JsonObject config) throws Exception {
        conversation.serve();
        startGateway(config);
    }

    void start() throws Exception {
        start(new JsonObject());
    }

    String startGateway(JsonObject config) throws Exception {
        JsonObject all = new JsonObject().put("port", 0).mergeIn(config);
        String id = vertx.deployVerticle(new GatewayVerticle(), new DeploymentOptions().setConfig(all))
                .await(10, SECONDS);
        port = Ports.of(vertx).find("gateway").orElseThrow();
        return id;
    }

    ConnectOptions to(String projectId) {
        return ConnectOptions.to("127.0.0.1", port, projectId).withUser("u1");
    }

    /** A client of {@code u1} in {@code p1} that has been told {@code connected}. */
    TestClient connected() throws Exception {
        return connected(to("p1"));
    }

    TestClient connected(ConnectOptions options) throws Exception {
        var client = new TestClient(vertx, options);
        JsonObject first = client.next();
        if (!"connected".equals(first.getString("status"))) {
            throw new AssertionError("expected connected, got " + first);
        }
        return client;
    }
}

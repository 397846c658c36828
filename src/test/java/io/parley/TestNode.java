package io.parley;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.parley.agent.Agent;
import io.parley.client.ConnectOptions;
import io.parley.client.TestClient;
import io.parley.conversation.Collaborators;
import io.parley.conversation.ConversationVerticle;
import io.parley.gateway.GatewayVerticle;
import io.parley.ops.Ports;
import io.parley.redis.RedisServer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gateway and conversation in one process, on a free port, as a person runs them. To be used on the JUnit thread. */
final class TestNode implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Vertx clients = Vertx.vertx();
    private final int port;

    private TestNode(Collaborators collaborators, JsonObject conversation, JsonObject gateway) throws TimeoutException {
        vertx.deployVerticle(new ConversationVerticle(collaborators), new DeploymentOptions().setConfig(conversation))
                .await(20, SECONDS);
        vertx.deployVerticle(
                        new GatewayVerticle(),
                        new DeploymentOptions().setConfig(gateway.copy().put("port", 0)))
                .await(20, SECONDS);
        this.port = Ports.of(vertx).find("gateway").orElseThrow();
    }

    /** With its log on disk, in {@code folder}, and the agent that is called {@code agent}. */
    static TestNode onDisk(Path folder, String agent) throws TimeoutException {
        return new TestNode(
                Collaborators.configured(),
                new JsonObject().put("agent", agent).put("store", h2(folder)),
                new JsonObject());
    }

    /** With its log in memory and {@code gateway} as the gateway's configuration; the agent is {@code echo}. */
    static TestNode echoing(JsonObject gateway) throws TimeoutException {
        return new TestNode(
                Collaborators.configured(),
                new JsonObject().put("agent", "echo").put("store", memory()),
                gateway);
    }

    /** With its log in memory and {@code conversation} as the configuration besides. */
    static TestNode configured(JsonObject conversation) throws TimeoutException {
        return new TestNode(Collaborators.configured(), conversation.copy().put("store", memory()), new JsonObject());
    }

    /** With its log in memory and an agent of its own. */
    static TestNode with(Function<Vertx, Agent> agent) throws TimeoutException {
        Agent late = (turn, sink) -> agent.apply(Vertx.currentContext().owner()).answer(turn, sink);
        return new TestNode(
                Collaborators.configured().withAgent(late), new JsonObject().put("store", memory()), new JsonObject());
    }

    /** With its log on disk, in {@code folder}, the agent {@code echo}, Redis, and users who may send as fast as they like. */
    static TestNode withRedis(Path folder, RedisServer redis) throws TimeoutException {
        return withRedis(folder, new JsonObject().put("enabled", true).put("port", redis.port()));
    }

    /** The same with the section {@code redis} of the configuration. */
    static TestNode withRedis(Path folder, JsonObject section) throws TimeoutException {
        JsonObject rate = new JsonObject().put("messages_per_second", 100_000).put("burst", 100_000);
        return new TestNode(
                Collaborators.configured(),
                new JsonObject().put("agent", "echo").put("store", h2(folder)).put("redis", section),
                new JsonObject().put("redis", section).put("rate", rate));
    }

    int port() {
        return port;
    }

    /** A client that has been told {@code connected}; {@code lastSeq} null for one that asks for nothing before. */
    TestClient connect(@Nullable Long lastSeq) throws TimeoutException {
        ConnectOptions options = ConnectOptions.to("127.0.0.1", port, "p1").withUser("u1");
        var client = new TestClient(clients, options.resuming(null, lastSeq));
        client.next("status");
        return client;
    }

    @Override
    public void close() throws TimeoutException {
        clients.close().await(20, SECONDS);
        vertx.close().await(40, SECONDS);
    }

    private static JsonObject h2(Path folder) {
        return new JsonObject()
                .put("kind", "h2")
                .put("h2", new JsonObject().put("file", folder.resolve("log").toString()));
    }

    private static JsonObject memory() {
        return new JsonObject().put("kind", "memory");
    }
}

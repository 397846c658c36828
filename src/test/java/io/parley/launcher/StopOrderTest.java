package io.parley.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.client.TestClient;
import io.parley.conversation.ConversationVerticle;
import io.parley.gateway.GatewayVerticle;
import io.parley.ops.Ports;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a node stops when, by real verticles with a client. */
class StopOrderTest {
    private static final JsonObject CONVERSATION = new JsonObject()
            .put("store", new JsonObject().put("kind", "memory"))
            .put("agent", "echo");

    private final Vertx vertx = Vertx.vertx();
    private final Vertx clients = Vertx.vertx();
    private final List<Node.Running> running = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        clients.close().await(10, SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }

    @Test
    void conversationsLeaveTheClusterWhileClientsAreStillServed() throws Exception {
        deploy(ConversationVerticle.class, CONVERSATION);
        deploy(GatewayVerticle.class, new JsonObject().put("port", 0));
        try (var client = client()) {
            CompletableFuture<Void> stopped = stop(true);
            client.upTo("status", status -> "draining".equals(status.getString("status")));
            awaitConversationsGone();

            client.send("{\"type\":\"ping\",\"id\":\"here\"}");

            assertThat(client.next("pong").getString("id")).isEqualTo("here");
            client.close(1000);
            stopped.get(10, SECONDS);
        }
    }

    @Test
    void conversationsOfANodeThatIsAloneAnswerUntilTheClientsHaveLeft() throws Exception {
        deploy(ConversationVerticle.class, CONVERSATION);
        deploy(GatewayVerticle.class, new JsonObject().put("port", 0));
        try (var client = client()) {
            CompletableFuture<Void> stopped = stop(false);
            client.upTo("status", status -> "draining".equals(status.getString("status")));

            client.send(TestClient.chat("c1", "hello"));

            assertThat(client.next("ack").getString("id")).isEqualTo("c1");
            assertThat(client.next("ai_reply").getString("status")).isEqualTo("complete");
            client.close(1000);
            stopped.get(10, SECONDS);
        }
    }

    @Test
    void conversationsWaitNoLongerForClientsThanTheirOwnTimeAllows() throws Exception {
        deploy(ConversationVerticle.class, CONVERSATION.copy().put("drain_timeout_ms", 30_000));
        deploy(GatewayVerticle.class, new JsonObject().put("port", 0));
        try (var client = client()) {
            CompletableFuture<Void> stopped = stop(false);
            client.upTo("status", status -> "draining".equals(status.getString("status")));
            awaitConversationsGone();

            client.send("{\"type\":\"ping\",\"id\":\"here\"}");

            assertThat(client.next("pong").getString("id")).isEqualTo("here");
            client.close(1000);
            stopped.get(10, SECONDS);
        }
    }

    @Test
    void whatAnApplicationRunsStopsBehindTheAnswersThatMayComeFromIt(@TempDir Path folder) throws Exception {
        Path life = folder.resolve("life");
        deploy(ListeningVerticle.class, new JsonObject().put("life", life.toString()));
        deploy(ConversationVerticle.class, CONVERSATION);
        deploy(GatewayVerticle.class, new JsonObject().put("port", 0));
        try (var client = client()) {
            CompletableFuture<Void> stopped = stop(true);
            client.upTo("status", status -> "draining".equals(status.getString("status")));
            awaitConversationsGone();

            assertThat(life).hasContent("starting");

            client.close(1000);
            stopped.get(10, SECONDS);
            assertThat(life).hasContent("stopped");
        }
    }

    private TestClient client() throws Exception {
        var client = new TestClient(clients, Ports.of(vertx).find("gateway").orElseThrow());
        assertThat(client.next("status").getString("status")).isEqualTo("connected");
        return client;
    }

    private void awaitConversationsGone() {
        await().until(() -> running.stream()
                .filter(one -> one.deployment().is(Part.CONVERSATION))
                .noneMatch(one -> vertx.deploymentIDs().contains(one.id())));
    }

    private void deploy(Class<? extends Deployable> type, JsonObject config) throws Exception {
        DeploymentOptions options = new DeploymentOptions().setConfig(config);
        String id = vertx.deployVerticle(type, options).await(20, SECONDS);
        running.add(new Node.Running(new Deployment(type.getSimpleName(), type, options), id));
    }

    private CompletableFuture<Void> stop(boolean clustered) {
        JsonObject root = new JsonObject().put("stop_timeout_ms", 30_000).put("transport", "eventbus");
        Plan plan = new Plan("test", clustered, root, List.of(), List.of());
        return new StopOrder(vertx, plan, running).stop().toCompletionStage().toCompletableFuture();
    }
}

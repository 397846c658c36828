package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.client.TestClient;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.parley.protocol.ServerMessage;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A client's messages go to its conversation, and the answers and pushes come back. */
class ChatTest extends GatewayFixture {
    @Test
    void firstMessageIsConnectedWithAllThatAClientNeeds() throws Exception {
        start();
        conversation.grow(3);

        try (var client = new TestClient(vertx, port)) {
            JsonObject first = client.next();

            var asked = conversation.registered.poll(5, SECONDS);
            assertThat(first.getString("type")).isEqualTo("status");
            assertThat(first.getString("status")).isEqualTo("connected");
            assertThat(first.getJsonObject("details"))
                    .isEqualTo(new JsonObject()
                            .put("connection_id", asked.connectionId())
                            .put("session_id", "s-" + asked.connectionId())
                            .put("user_id", "u1")
                            .put("project_id", "p1")
                            .put("resumed", false)
                            .put("last_seq", 3)
                            .put("heartbeat_ms", 30_000)
                            .put("max_message_bytes", 65_536)
                            .put("protocol", "parley.v1")
                            .put("durability", "process"));
            assertThat(asked.pushTo()).isEqualTo("user.push.u1");
        }
    }

    @Test
    void chatIsAcknowledgedUnderItsId() throws Exception {
        start();
        try (var client = connected()) {
            client.send(TestClient.chat("c1", "你好 👋"));

            assertThat(client.next().getString("id")).isEqualTo("c1");
            assertThat(conversation.handled.poll(5, SECONDS).message()).isEqualTo(TestClient.chat("c1", "你好 👋"));
        }
    }

    @Test
    void messageWithoutAnIdIsGivenOne() throws Exception {
        start();
        try (var client = connected()) {
            client.send(new ClientMessage.Command(null, CommandName.HELP, new JsonObject(), null, null));

            assertThat(client.next("ack").getString("id")).isNotBlank();
        }
    }

    @Test
    void pushesGoToEveryConnectionOfTheUserInThatConversation() throws Exception {
        start();
        try (var tab = connected();
                var otherTab = connected();
                var otherUser = connected(to("p1").withUser("u2"));
                var otherConversation = connected(to("p2"))) {
            conversation.push(conversation.grow(1));
            conversation.push("u2", new ServerMessage.Pong(1, "p1", "marker", 0));
            vertx.eventBus().publish("user.push.u1", bare("p2"));

            assertThat(tab.next("notice").getString("content")).isEqualTo("你好 1 👋");
            assertThat(otherTab.next("notice").getLong("seq")).isEqualTo(1);
            assertThat(otherUser.next().getString("id")).isEqualTo("marker");
            assertThat(otherConversation.next().getString("type")).isEqualTo("party");
        }
    }

    @Test
    void applicationSpeaksToAllConnectionsOfAUserAndItsNumberIsRemoved() throws Exception {
        start();
        try (var tab = connected();
                var otherConversation = connected(to("p2"))) {
            vertx.eventBus().publish("user.push.u1", bare(null).put("seq", 7));

            JsonObject first = tab.next();
            assertThat(otherConversation.next()).isEqualTo(first);
            assertThat(first.remove("timestamp")).isInstanceOf(Long.class);
            assertThat(first).isEqualTo(bare(null));
        }
    }

    @Test
    void pingIsAnsweredWithTheLastSeq() throws Exception {
        start();
        conversation.grow(4);
        try (var client = connected()) {
            client.send(new ClientMessage.Ping("p", null, null));

            JsonObject pong = client.next();
            assertThat(pong.getString("type")).isEqualTo("pong");
            assertThat(pong.getLong("last_seq")).isEqualTo(4);
        }
    }

    @Test
    void compressionIsNotNegotiated() throws Exception {
        start();
        var options = new WebSocketClientOptions().setTryUsePerMessageCompression(true);

        var client = vertx.createWebSocketClient(options); // held, lest it is closed with what it connects
        var socket = client.connect(port, "127.0.0.1", "/ws?project_id=p1&user_id=u1")
                .await(5, SECONDS);

        assertThat(socket.headers().contains("Sec-WebSocket-Extensions")).isFalse();
        client.close().await(5, SECONDS);
    }

    @Test
    void leavingIsToldToTheConversationWithHowFarTheClientGot() throws Exception {
        start();
        try (var client = connected()) {
            conversation.push(conversation.grow(1));
            client.next("notice");

            client.close(1000);

            var left = conversation.unregistered.poll(5, SECONDS);
            assertThat(left.lastSeq()).isEqualTo(1);
            assertThat(left.reason()).isEqualTo("closed_by_client");
        }
    }

    private static JsonObject bare(@Nullable String projectId) {
        JsonObject bare = new JsonObject().put("type", "party").put("text", "🎉");
        return projectId == null ? bare : bare.put("project_id", projectId);
    }
}

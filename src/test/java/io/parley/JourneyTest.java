package io.parley;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.client.ConnectOptions;
import io.parley.client.TestClient;
import io.parley.conversation.ConversationVerticle;
import io.parley.gateway.GatewayVerticle;
import io.parley.ops.Ports;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One message on its real path: socket, gateway, bus, conversation, agent, and back. */
class JourneyTest {
    private final Vertx vertx = Vertx.vertx();
    private int port;

    @BeforeEach
    void start() throws Exception {
        JsonObject conversation =
                new JsonObject().put("agent", "echo").put("store", new JsonObject().put("kind", "memory"));
        vertx.deployVerticle(new ConversationVerticle(), new DeploymentOptions().setConfig(conversation))
                .await(10, SECONDS);
        vertx.deployVerticle(new GatewayVerticle(), new DeploymentOptions().setConfig(new JsonObject().put("port", 0)))
                .await(10, SECONDS);
        port = Ports.of(vertx).find("gateway").orElseThrow();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, SECONDS);
    }

    @Test
    void chatIsAcknowledgedStreamedAndLogged() throws Exception {
        try (var client = connected(to("u1"))) {
            client.send(TestClient.chat("c1", "你好 👋"));

            List<JsonObject> all = Stream.generate(client::next).limit(5).toList();
            assertThat(all)
                    .extracting(message -> message.getString("type"))
                    .containsExactlyInAnyOrder("ack", "message", "ai_snapshot", "ai_delta", "ai_reply");
            assertThat(all)
                    .filteredOn(message -> "ai_reply".equals(message.getString("type")))
                    .extracting(message -> message.getString("content"))
                    .containsExactly("你好 👋");
        }
    }

    @Test
    void membersAreToldWhoComesAndGoes() throws Exception {
        try (var client = connected(to("u1"));
                var friend = connected(to("u2"))) {
            assertThat(presence(client)).isEqualTo("u2 connected");
            assertThat(presence(friend)).isEqualTo("u1 connected");

            friend.close(1000);

            assertThat(presence(client)).isEqualTo("u2 disconnected");
        }
    }

    private static String presence(TestClient client) {
        JsonObject details = client.next("status").getJsonObject("details");
        return details.getString("user_id") + " " + details.getString("state");
    }

    @Test
    void everyMemberAndEveryDeviceSeesTheSame() throws Exception {
        try (var writer = connected(to("u1"));
                var otherTab = connected(to("u1"));
                var friend = connected(to("u2"))) {
            writer.send(TestClient.chat("c1", "hello"));

            for (TestClient reader : List.of(writer, otherTab, friend)) {
                assertThat(reader.next("message").getLong("seq")).isEqualTo(1);
                assertThat(reader.next("ai_reply").getLong("seq")).isEqualTo(2);
            }
        }
    }

    @Test
    void clientThatComesBackIsToldWhatItMissed() throws Exception {
        String session;
        try (var client = connected(to("u1"))) {
            client.send(TestClient.chat("c1", "hello"));
            client.upTo("ai_reply");
            session = String.valueOf(client.connection().sessionId());
        }
        try (var other = connected(to("u2"))) {
            other.send(TestClient.chat("c1", "while you were away"));
            other.upTo("ai_reply");
        }

        try (var back = new TestClient(vertx, to("u1").resuming(session, 2L))) {
            JsonObject details = back.next().getJsonObject("details");

            assertThat(details.getBoolean("resumed")).isTrue();
            assertThat(details.getString("session_id")).isEqualTo(session);
            assertThat(back.next().getLong("seq")).isEqualTo(3);
            assertThat(back.next().getLong("seq")).isEqualTo(4);
        }
    }

    @Test
    void sameIdIsAnsweredAlikeAndLoggedOnce() throws Exception {
        try (var client = connected(to("u1"))) {
            client.send(TestClient.chat("c1", "once"));
            client.upTo("ack");
            client.send(TestClient.chat("c1", "once"));
            JsonObject again = client.next("ack");
            client.send(TestClient.chat("c1", "twice"));

            assertThat(again.getBoolean("duplicate")).isTrue();
            assertThat(again.getLong("seq")).isEqualTo(1);
            assertThat(client.next("error").getString("code")).isEqualTo("CONFLICT");
        }
    }

    @Test
    void historyAndHelpAnswerTheAskerAlone() throws Exception {
        try (var client = connected(to("u1"));
                var other = connected(to("u1"))) {
            client.send(TestClient.chat("c1", "hello"));
            client.upTo("ai_reply");
            other.upTo("ai_reply");
            client.send(new ClientMessage.Command("h1", CommandName.HISTORY, new JsonObject(), null, null));
            client.send(new ClientMessage.Command("h2", CommandName.HELP, new JsonObject(), null, null));
            JsonObject history = client.next("history");
            JsonObject help = client.next("help");
            other.send("{\"type\":\"ping\"}");

            assertThat(history.getJsonArray("messages")).hasSize(2);
            assertThat(help.getJsonObject("commands").fieldNames()).contains("cancel", "generate");
            assertThat(other.next().getString("type")).isEqualTo("pong");
        }
    }

    @Test
    void resumeAsAMessageFindsTheSameLog() throws Exception {
        try (var client = connected(to("u1"))) {
            client.send(TestClient.chat("c1", "hello"));
            client.upTo("ai_reply");
            client.send(new ClientMessage.Resume(null, null, 0L, null, null));

            assertThat(client.next("status").getString("status")).isEqualTo("resumed");
            assertThat(client.next().getLong("seq")).isEqualTo(1);
            assertThat(client.next().getLong("seq")).isEqualTo(2);
        }
    }

    private ConnectOptions to(String userId) {
        return ConnectOptions.to("127.0.0.1", port, "p1").withUser(userId);
    }

    private TestClient connected(ConnectOptions options) throws Exception {
        var client = new TestClient(vertx, options);
        assertThat(client.next().getString("status")).isEqualTo("connected");
        return client;
    }
}

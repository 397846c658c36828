package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.gateway.identity.Issuer;
import io.vertx.core.Future;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Clients of the event-bus bridge that say who they are by a token. */
class BridgeTokenTest extends GatewayFixture {
    private static final JsonObject CONFIG = new JsonObject("{\"bridge\":{\"enabled\":true}}").mergeIn(TokenTest.JWT);

    private final Issuer issuer = Issuer.withSecret(vertx, Issuer.SECRET);

    @Test
    void firstMessageSaysWhoItIsAndWhatFollowsItIsHandled() throws Exception {
        start(CONFIG);
        BridgeClient client = client().say("{\"type\":\"ping\"}");

        auth(client, issuer.token("alice", 600), "r1");
        client.say("register", "user.push.alice").handle("p1", BridgeClient.chat("c1", "你好 👋"), "r2");

        assertThat(client.next("r1").getJsonObject("body").getString("user_id")).isEqualTo("alice");
        assertThat(client.pushed("alice", "status").getString("status")).isEqualTo("connected");
        assertThat(client.response("r2").getString("type")).isEqualTo("ack");
        assertThat(conversation.handled.poll(5, SECONDS).userId()).isEqualTo("alice");
    }

    @Test
    void whoSaysSomethingElseFirstIsSentAway() throws Exception {
        start(CONFIG);
        BridgeClient client = client().say("register", "user.push.alice");

        JsonObject why = client.next();

        assertThat(why.getString("type")).isEqualTo("err");
        assertThat(why.getString("body")).isEqualTo("UNAUTHENTICATED");
        assertThat(client.closeCode()).isEqualTo(4401);
    }

    @Test
    void s9WhoOnlyFloodsWithPingsIsSentAway() throws Exception {
        start(CONFIG);
        try (var raw = RawSocket.upgraded(port, "/eventbus/websocket")) {
            for (int i = 0; i < 30; i++) {
                raw.text("{\"type\":\"ping\"}");
            }

            assertThat(raw.readMessage().text()).contains("RATE_LIMIT");
            assertThat(raw.readMessage().closeCode()).isEqualTo(4429);
        }
    }

    @Test
    void clientWhoseTokenExpiresIsToldBeforeAndSentAwayThen() throws Exception {
        start(CONFIG);
        BridgeClient client = client();
        auth(client, issuer.token("alice", 3), "r1");
        client.say("register", "user.push.alice").handle("p1", BridgeClient.chat("c1", "hello"), "r2");
        client.response("r2");

        JsonObject expiring = client.pushed("alice", "status");
        while (!"token_expiring".equals(expiring.getString("status"))) {
            expiring = client.pushed("alice", "status");
        }

        assertThat(expiring.getJsonObject("details").getLong("expires_in_ms")).isBetween(1L, 3_000L);
        assertThat(expiring.containsKey("project_id")).isFalse();
        assertThat(client.next().getString("body")).isEqualTo("UNAUTHENTICATED");
        assertThat(client.closeCode()).isEqualTo(4401);
    }

    @Test
    void clientThatRefreshesItsTokenStaysAndOneOfAnotherUserChangesNothing() throws Exception {
        start(CONFIG);
        BridgeClient client = client();
        auth(client, issuer.token("alice", 2), "r1");

        auth(client, issuer.token("bob", 600), "r2");
        JsonObject other = client.response("r2");
        auth(client, issuer.token("alice", 65), "r3");
        JsonObject refreshed = client.next("r3");
        client.say("register", "user.push.alice");
        JsonObject expiring = client.pushed("alice", "status");

        assertThat(other.getString("code")).isEqualTo("FORBIDDEN");
        assertThat(refreshed.getJsonObject("body").getString("user_id")).isEqualTo("alice");
        assertThat(expiring.getJsonObject("details").getLong("expires_in_ms"))
                .as("the end of the new one")
                .isGreaterThan(50_000);
    }

    @Test
    void whoHasNotSaidWhoItIsWhenTheGatewayStopsIsSentToAnother() throws Exception {
        conversation.serve();
        String id = startGateway(CONFIG);
        BridgeClient client = client().say("{\"type\":\"ping\"}");

        Future<Void> stopped = vertx.undeploy(id);

        assertThat(client.next().getString("body")).isEqualTo("UNAVAILABLE");
        assertThat(client.closeCode()).isEqualTo(1012);
        stopped.await(10, SECONDS);
    }

    @Test
    void headerSaysWhoItIs() throws Exception {
        start(CONFIG);
        var client =
                new BridgeClient(vertx, options().addHeader("Authorization", "Bearer " + issuer.token("alice", 600)));

        client.handle("p1", BridgeClient.chat("c1", "hello"), "r1");

        assertThat(client.response("r1").getString("type")).isEqualTo("ack");
        assertThat(conversation.handled.poll(5, SECONDS).userId()).isEqualTo("alice");
    }

    private BridgeClient client() throws Exception {
        return new BridgeClient(vertx, options());
    }

    private WebSocketConnectOptions options() {
        return new WebSocketConnectOptions()
                .setAllowOriginHeader(false)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/eventbus/websocket");
    }

    private static void auth(BridgeClient client, String token, String replyAddress) throws Exception {
        JsonObject message = new JsonObject().put("type", "auth").put("token", token);
        client.send("conv.handle", new JsonObject().put("message", message), replyAddress);
    }
}

package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.bus.RegisterReply;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the event-bus bridge does not let through (FAULTS S5). */
class BridgeRefusalTest extends GatewayFixture {
    private static final JsonObject ON = new JsonObject("{\"bridge\":{\"enabled\":true}}");
    private static final String U1 = "user.push.u1";

    /** Held here: a client that nobody refers to is closed when it is collected. */
    private final HttpClient http = vertx.createHttpClient();

    @Test
    void s5IsNotThereUnlessItIsEnabled() throws Exception {
        start();

        UpgradeRejectedException refused =
                catchThrowableOfType(UpgradeRejectedException.class, () -> client("?user_id=u1"));

        assertThat(refused.getStatus()).isEqualTo(404);
    }

    @Test
    void s5AllOtherAddressesAreRefusedBothWays() throws Exception {
        start(ON);
        BridgeClient client = client("?user_id=u1");

        for (String other : List.of("user.push.u2", "user.push.", "conv.handle", "gateway.all", "user.push.u1.x")) {
            assertThat(client.say("register", other).next().getString("body")).isEqualTo("access_denied");
        }
        for (String other : List.of("conv.register", "conv.push", "conv.manage", "conv.handle.c1", "user.push.u1")) {
            assertThat(client.send(other, new JsonObject(), null).next().getString("body"))
                    .isEqualTo("access_denied");
        }
        JsonObject answered = client.send("conv.push", "text", "r1").next();
        assertThat(answered.getString("address")).isEqualTo("r1");
        assertThat(answered.getString("failureType")).isEqualTo("access_denied");
        assertThat(answered.getString("message")).contains("conv.handle", U1);
        assertThat(client.say("unregister", "user.push.u2").next().getString("body"))
                .isEqualTo("access_denied");
    }

    @Test
    void s5PublishIsRefused() throws Exception {
        start(ON);
        BridgeClient client = client("?user_id=u1");

        JsonObject handle = client.say("publish", "conv.handle").next();
        JsonObject push = client.say("publish", U1).next();

        assertThat(List.of(handle.getString("body"), push.getString("body")))
                .containsExactly("access_denied", "access_denied");
        assertThat(conversation.registered).isEmpty();
    }

    @Test
    void badFramesGetAClearErrorAndTheNextIsHandled() throws Exception {
        start(ON);
        BridgeClient client = client("?user_id=u1");

        JsonObject noJson = client.say("{oops").next();
        JsonObject noType = client.say("{}").next();
        JsonObject noAddress = client.say("{\"type\":\"send\"}").next();
        JsonObject otherType =
                client.say("{\"type\":\"shout\",\"address\":\"a\"}").next();
        JsonObject noProject = client.send("conv.handle", new JsonObject("{\"message\":{}}"), "r1")
                .next("r1");
        client.handle("p1", new JsonObject("{\"type\":\"chat\",\"id\":\"!\"}"), "r2");
        JsonObject badId = client.response("r2");
        client.handle("p1", new JsonObject("{\"type\":\"chat\"}"), "r3");
        JsonObject noContent = client.response("r3");
        client.handle("p1", BridgeClient.chat("c1", "hello"), "r4");

        assertThat(noJson.getString("type")).isEqualTo("err");
        assertThat(noJson.getString("message")).contains("JSON");
        assertThat(noType.getString("message")).contains("type");
        assertThat(noAddress.getString("message")).contains("address");
        assertThat(otherType.getString("message")).contains("type", "register", "send");
        assertThat(noProject.getJsonObject("body").getJsonObject("response").getString("message"))
                .contains("project_id");
        assertThat(badId.getString("message")).contains("message.id");
        assertThat(noContent.getString("message")).contains("content");
        assertThat(client.response("r4").getString("type")).isEqualTo("ack");
    }

    @Test
    void s6MessageThatIsTooLargeIsAnsweredAndAFrameThatIsClosesTheSocket() throws Exception {
        start(new JsonObject("{\"max_message_bytes\":1024,\"max_frame_bytes\":4096}").mergeIn(ON));
        BridgeClient client = client("?user_id=u1");

        client.handle("p1", BridgeClient.chat("c1", "x".repeat(2_000)), "r1");
        JsonObject answer = client.response("r1");
        client.handle("p1", BridgeClient.chat("c2", "x".repeat(5_000)), "r2");

        assertThat(answer.getString("code")).isEqualTo("MSG_TOO_LARGE");
        assertThat(client.next().getString("body")).isEqualTo("MSG_TOO_LARGE");
        assertThat(client.closeCode()).isEqualTo(1009);
    }

    @Test
    void s5MoreConversationsThanOneSocketMayHaveAreRefused() throws Exception {
        start(new JsonObject("{\"bridge\":{\"enabled\":true,\"conversations\":2}}"));
        BridgeClient client = client("?user_id=u1");
        for (String project : List.of("p1", "p2")) {
            client.handle(project, BridgeClient.chat("c1", "hello"), "r1");
            client.response("r1");
        }

        client.handle("p3", BridgeClient.chat("c1", "hello"), "r3");
        JsonObject refused = client.response("r3");
        client.handle("p2", BridgeClient.chat("c2", "hello"), "r2");

        assertThat(refused.getString("code")).isEqualTo("FORBIDDEN");
        assertThat(refused.getString("message")).contains("2");
        assertThat(client.response("r2").getString("type")).isEqualTo("ack");
    }

    @Test
    void conversationThatIsRefusedIsToldAndTheOthersGoOn() throws Exception {
        start(ON);
        conversation.onRegister = request -> request.projectId().equals("p2")
                ? Future.succeededFuture(RegisterReply.refused(
                        new ServerMessage.Failure(1, "p2", ErrorCode.FORBIDDEN, "no", false, null, null, null)))
                : conversation.welcome(request);
        BridgeClient client = client("?user_id=u1").say("register", U1);
        client.handle("p1", BridgeClient.chat("c1", "hello"), "r1");
        client.response("r1");

        client.handle("p2", BridgeClient.chat("c2", "hello"), "r2");
        JsonObject told = client.pushed("u1", "error");
        JsonObject answer = client.response("r2");
        client.handle("p1", BridgeClient.chat("c3", "hello"), "r3");

        assertThat(told.getString("project_id")).isEqualTo("p2");
        assertThat(told.containsKey("id")).isFalse();
        assertThat(answer.getString("code")).isEqualTo("FORBIDDEN");
        assertThat(answer.getString("id")).isEqualTo("c2");
        assertThat(client.response("r3").getString("type")).isEqualTo("ack");
    }

    @Test
    void s9WhoFloodsWithWhatIsRefusedIsClosed() throws Exception {
        start(new JsonObject("{\"rate\":{\"messages_per_second\":1,\"burst\":3}}").mergeIn(ON));
        BridgeClient client = client("?user_id=u1");

        for (int i = 0; i < 6; i++) {
            client.say("publish", "anything");
        }

        assertThat(client.closeCode()).isEqualTo(4429);
    }

    @Test
    void s9WhoFloodsWithPingsIsClosedAndWhoPingsAsClientsDoIsNot() throws Exception {
        start(new JsonObject("{\"rate\":{\"messages_per_second\":1,\"burst\":3}}").mergeIn(ON));
        BridgeClient other = client("?user_id=u2").say("{\"type\":\"ping\"}");

        try (var raw = RawSocket.upgraded(port, "/eventbus/websocket?user_id=u1")) {
            for (int i = 0; i < 30; i++) {
                raw.text("{\"type\":\"ping\"}");
            }
            assertThat(raw.read(RawSocket.CLOSE).closeCode()).isEqualTo(4429);
        }
        assertThat(other.handle("p1", BridgeClient.chat("c1", "hello"), "r1")
                        .response("r1")
                        .getString("type"))
                .isEqualTo("ack");
    }

    @Test
    void s9WhoComesAgainAndAgainToARefusedConversationPaysForIt() throws Exception {
        start(new JsonObject("{\"rate\":{\"messages_per_second\":1,\"burst\":3}}").mergeIn(ON));
        conversation.onRegister = request -> Future.succeededFuture(RegisterReply.refused(
                new ServerMessage.Failure(1, "p1", ErrorCode.FORBIDDEN, "no", false, null, null, null)));
        BridgeClient client = client("?user_id=u1");

        Set<String> codes = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            client.handle("p1", BridgeClient.chat("c" + i, "hello"), "r" + i);
            codes.add(client.response("r" + i).getString("code"));
        }

        assertThat(codes).containsExactlyInAnyOrder("FORBIDDEN", "RATE_LIMIT");
        assertThat(conversation.registered).hasSize(4);
    }

    @Test
    void s8TooManySocketsOfOneUserCloseTheOldest() throws Exception {
        start(new JsonObject("{\"limits\":{\"connections_per_user\":2}}").mergeIn(ON));
        BridgeClient oldest = client("?user_id=u1");
        client("?user_id=u1");

        client("?user_id=u1");

        assertThat(oldest.closeCode()).isEqualTo(4409);
    }

    @Test
    void whoIsNobodyIsRefused() throws Exception {
        start(ON);

        UpgradeRejectedException refused = catchThrowableOfType(UpgradeRejectedException.class, () -> client(""));

        assertThat(refused.getStatus()).isEqualTo(401);
    }

    @Test
    void s1PagesOfOtherSitesAreKeptOutAndThoseOfOursAreToldWhyTheyAreRefused() throws Exception {
        start(ON);
        WebSocketConnectOptions options =
                new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI("/eventbus/websocket");

        UpgradeRejectedException foreign = catchThrowableOfType(
                UpgradeRejectedException.class,
                () -> new BridgeClient(
                        vertx, new WebSocketConnectOptions(options).putHeader("Origin", "https://evil.example")));
        BridgeClient own = new BridgeClient(
                vertx, new WebSocketConnectOptions(options).putHeader("Origin", "http://127.0.0.1:" + port));

        assertThat(foreign.getStatus()).isEqualTo(403);
        assertThat(own.next().getString("body")).isEqualTo("UNAUTHENTICATED");
        assertThat(own.closeCode()).isEqualTo(4401);
    }

    @Test
    void s2PolledSessionOfOneUserIsNotThereForAnother() throws Exception {
        start(ON);
        int opened = post("/eventbus/0/s1/xhr?user_id=u1");

        int own = post("/eventbus/0/s1/xhr_send?user_id=u1");
        int stranger = post("/eventbus/0/s1/xhr_send?user_id=u2");

        assertThat(List.of(opened, own, stranger)).containsExactly(200, 204, 404);
    }

    /** The status of the answer to a ping that is posted. */
    private int post(String uri) throws Exception {
        String ping = new JsonArray().add("{\"type\":\"ping\"}").encode();
        return http.request(HttpMethod.POST, port, "127.0.0.1", uri)
                .compose(request -> request.send(ping))
                .await(5, SECONDS)
                .statusCode();
    }

    private BridgeClient client(String query) throws Exception {
        return new BridgeClient(vertx, port, query);
    }
}

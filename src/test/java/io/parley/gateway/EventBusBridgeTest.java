package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.Addresses;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The event-bus bridge, by its frames. */
class EventBusBridgeTest extends GatewayFixture {
    private static final JsonObject ON = new JsonObject("{\"bridge\":{\"enabled\":true}}");
    private static final String U1 = "user.push.u1";

    @Test
    void s5MessageIsAnsweredToItsReplyAddressAndItsUserIsTheOneOfTheSocket() throws Exception {
        start(ON);
        BridgeClient client = client("?user_id=u1");
        JsonObject forged = new JsonObject()
                .put("user_id", "mallory")
                .put("connection_id", "stolen")
                .put("project_id", "p1")
                .put("message", BridgeClient.chat("c1", "你好 👋"));

        client.send("conv.handle", forged, "r1");

        assertThat(client.response("r1").getString("type")).isEqualTo("ack");
        var handled = conversation.handled.poll(5, SECONDS);
        var registered = conversation.registered.poll(5, SECONDS);
        assertThat(handled.userId()).isEqualTo("u1");
        assertThat(registered.userId()).isEqualTo("u1");
        assertThat(handled.connectionId()).isEqualTo(registered.connectionId()).isNotEqualTo("stolen");
    }

    @Test
    void handlerOfTheOwnAddressHearsEachPushOnce() throws Exception {
        start(ON);
        BridgeClient client = client("?user_id=u1");
        client.say("register", U1).handle("p1", BridgeClient.chat("c1", "hello"), "r1");
        assertThat(client.pushed("u1", "status").getString("status")).isEqualTo("connected");
        client.response("r1");

        conversation.push(conversation.grow(1));
        conversation.push(conversation.grow(1));

        assertThat(client.next().getJsonObject("body").getLong("seq")).isEqualTo(1);
        assertThat(client.next().getJsonObject("body").getLong("seq")).isEqualTo(2);
    }

    @Test
    void oneSessionServesAllThatIsSaidInAConversation() throws Exception {
        start(ON);
        BridgeClient client = client("?user_id=u1");

        client.handle("p1", BridgeClient.chat("c1", "one"), "r1").handle("p1", BridgeClient.chat("c2", "two"), "r2");
        client.response("r2");
        client.handle("p2", BridgeClient.chat("c3", "three"), "r3");
        client.response("r3");

        assertThat(conversation.registered).hasSize(2);
        assertThat(conversation.handled).hasSize(3);
    }

    @Test
    void whatWasSaidBeforeThereWasAHandlerIsHeardByItInOrder() throws Exception {
        start(ON);
        BridgeClient client = client("?user_id=u1");
        client.handle("p1", BridgeClient.chat("c1", "hello"), "r1");
        client.response("r1");
        conversation.push(conversation.grow(1));
        conversation.push(conversation.grow(1));
        client.handle("p1", BridgeClient.chat("c2", "hello"), "r2");
        client.response("r2");

        client.say("register", U1);
        conversation.push(conversation.grow(1));

        assertThat(client.pushed("u1", "status").getString("status")).isEqualTo("resumed");
        assertThat(client.pushed("u1", "notice").getLong("seq")).isEqualTo(1);
        assertThat(client.pushed("u1", "notice").getLong("seq")).isEqualTo(2);
        assertThat(client.pushed("u1", "notice").getLong("seq")).isEqualTo(3);
    }

    @Test
    void handlerThatIsUnregisteredHearsNothingAndHearsItAllWhenItIsThereAgain() throws Exception {
        start(ON);
        BridgeClient client = client("?user_id=u1");
        client.say("register", U1).handle("p1", BridgeClient.chat("c1", "hello"), "r1");
        client.response("r1");
        client.say("unregister", U1).handle("p1", BridgeClient.chat("c2", "hello"), "r2");
        client.response("r2");
        conversation.push(conversation.grow(1));
        client.handle("p1", BridgeClient.chat("c3", "hello"), "r3");

        JsonObject next = client.next();
        client.say("register", U1);

        assertThat(next.getString("address")).isEqualTo("r3");
        assertThat(client.pushed("u1", "notice").getLong("seq")).isEqualTo(1);
    }

    @Test
    void resumeIsAnsweredAndBringsWhatWasMissed() throws Exception {
        start(ON);
        conversation.grow(3);
        BridgeClient client = client("?user_id=u1").say("register", U1);

        client.handle("p1", new JsonObject("{\"type\":\"resume\",\"last_seq\":1}"), "r1");

        assertThat(client.response("r1").getString("status")).isEqualTo("resumed");
        assertThat(client.pushed("u1", "notice").getLong("seq")).isEqualTo(2);
        assertThat(client.pushed("u1", "notice").getLong("seq")).isEqualTo(3);
    }

    @Test
    void whatApplicationsSayToTheUserIsHeardOnceInHoweverManyConversationsItIs() throws Exception {
        start(ON);
        BridgeClient client = client("?user_id=u1").say("register", U1);
        client.handle("p1", BridgeClient.chat("c1", "one"), "r1").handle("p2", BridgeClient.chat("c2", "two"), "r2");
        client.response("r1");
        client.response("r2");

        JsonObject notice = new JsonObject("{\"type\":\"notice\",\"content\":\"只此一次 👋\"}");
        JsonObject reply = vertx.eventBus()
                .<JsonObject>request(
                        "gateway.push", new JsonObject().put("user_id", "u1").put("message", notice))
                .await(5, SECONDS)
                .body();

        assertThat(reply.getInteger("count")).isEqualTo(1);
        assertThat(client.pushed("u1", "notice").getString("content")).isEqualTo("只此一次 👋");
        client.handle("p1", BridgeClient.chat("c3", "marker"), "r3");
        assertThat(client.next().getString("address")).isEqualTo("r3");
    }

    @Test
    void handlerHearsApplicationsWithoutAConversation() throws Exception {
        start(ON);
        BridgeClient client = client("?user_id=u1").say("register", U1).say("register", "user.push.u2");
        client.next(); // refused, and so the first was taken

        vertx.eventBus().publish(Addresses.userPush("u1"), new JsonObject("{\"type\":\"notice\",\"content\":\"hi\"}"));

        assertThat(client.pushed("u1", "notice").getString("content")).isEqualTo("hi");
    }

    @Test
    void pingsKeepASilentSocketAndOneThatAnswersNoneIsClosed() throws Exception {
        start(new JsonObject("{\"heartbeat_ms\":200}").mergeIn(ON));

        try (RawSocket raw = RawSocket.upgraded(port, "/eventbus/websocket?user_id=u1")) {
            RawSocket.Frame ping = raw.read(RawSocket.PING);
            RawSocket.Frame why = raw.readMessage();
            RawSocket.Frame close = raw.read(RawSocket.CLOSE);

            assertThat(ping.opcode()).isEqualTo(RawSocket.PING);
            assertThat(new JsonObject(why.text()).getString("body")).isEqualTo("SLOW_CONSUMER");
            assertThat(close.closeCode()).isEqualTo(4408);
        }
    }

    @Test
    void whoDoesNotReadIsClosedAndItsSessionsGo() throws Exception {
        start(new JsonObject("{\"queue\":{\"messages\":16,\"bytes\":65536,\"stalled_ms\":300}}").mergeIn(ON));
        try (RawSocket raw = RawSocket.small(port, "/eventbus/websocket?user_id=u1")) {
            JsonObject body = new JsonObject().put("project_id", "p1").put("message", BridgeClient.chat("c1", "hi"));
            raw.text("{\"type\":\"register\",\"address\":\"user.push.u1\"}");
            raw.text(new JsonObject("{\"type\":\"send\",\"address\":\"conv.handle\"}")
                    .put("body", body)
                    .encode());
            conversation.handled.poll(5, SECONDS);

            JsonObject large = new JsonObject().put("type", "notice").put("content", "好".repeat(20_000));
            for (int i = 0; i < 100; i++) {
                vertx.eventBus().publish(Addresses.userPush("u1"), large);
            }

            assertThat(conversation.unregistered.poll(10, SECONDS).projectId()).isEqualTo("p1");
            assertThat(raw.isEnded()).isTrue();
        }
    }

    @Test
    void stopOfTheGatewayIsToldInEachConversationAndClosesTheSocket() throws Exception {
        conversation.serve();
        String id = startGateway(ON);
        BridgeClient client = client("?user_id=u1").say("register", U1);
        client.handle("p1", BridgeClient.chat("c1", "hello"), "r1");
        client.response("r1");
        BridgeClient idle = client("?user_id=u2");

        Future<Void> stopped = vertx.undeploy(id);

        JsonObject draining = client.pushed("u1", "status");
        while (!"draining".equals(draining.getString("status"))) {
            draining = client.pushed("u1", "status");
        }
        assertThat(draining.getJsonObject("details").getLong("reconnect_after_ms"))
                .isNotNull();
        assertThat(client.closeCode()).isEqualTo(1012);
        assertThat(idle.next().getString("type")).isEqualTo("err");
        assertThat(idle.closeCode()).isEqualTo(1012);
        stopped.await(10, SECONDS);
    }

    @Test
    void socketThatIsClosedUnregistersItsSessions() throws Exception {
        start(ON);
        BridgeClient client = client("?user_id=u1");
        for (String project : List.of("p1", "p2")) {
            client.handle(project, BridgeClient.chat("c1", "hello"), "r1");
            client.response("r1");
        }

        client.close();

        Set<String> projects = new HashSet<>();
        while (projects.size() < 2) {
            projects.add(conversation.unregistered.poll(5, SECONDS).projectId());
        }
        assertThat(projects).containsExactlyInAnyOrder("p1", "p2");
    }

    @Test
    void sockJsOverAWebSocketCarriesTheSameFrames() throws Exception {
        start(ON);
        try (RawSocket raw = RawSocket.upgraded(port, "/eventbus/0/s1/websocket?user_id=u1")) {
            String open = raw.readMessage().text();

            raw.text(new JsonArray()
                    .add("{\"type\":\"publish\",\"address\":\"a\"}")
                    .encode());

            assertThat(open).isEqualTo("o");
            assertThat(raw.readMessage().text()).startsWith("a[").contains("access_denied");
        }
    }

    private BridgeClient client(String query) throws Exception {
        return new BridgeClient(vertx, port, query);
    }
}

package io.parley.bus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** What every transport does, between transports as between nodes. */
abstract class TransportContract extends TransportFixture {
    @Test
    void messageAndItsAnswerArriveAsTheyWere() throws Exception {
        serve("i1");
        ClientMessage chat = new ClientMessage.Chat("c1", "你好 👋", List.of(), null, null, null);
        Transport transport = started();

        HandleReply reply = on(() -> transport.handle(null, request("p1", chat)));

        assertThat(reply.owner()).isEqualTo("i1");
        assertThat(reply.response()).isEqualTo(new ServerMessage.Ack(1, "p1", "c1", "m1", 7L, false));
    }

    @Test
    void requestToAnOwnerReachesThatInstanceAlone() throws Exception {
        Echo other = new Echo("i1");
        serve(other);
        serve("i2");
        Transport transport = started();

        HandleReply reply = on(() -> transport.handle("i2", request("p1", ping())));

        assertThat(reply.owner()).isEqualTo("i2");
        assertThat(other.asked).isEmpty();
    }

    @Test
    void eachKindOfRequestIsAnswered() throws Exception {
        serve("i1");
        Transport transport = started();

        RegisterReply registered = on(() -> transport.register(null, register("p1")));
        ReadReply read = on(() -> transport.read("i1", new ReadRequest("p1", 3, 1)));
        PushReply pushed = on(() -> transport.push(null, new PushRequest("n1", null, "p1", new JsonObject())));
        LogIdentity log = on(() -> transport.log(new LogIdentity("mine")));
        ManageReply named = on(() -> transport.manage(
                null, new ManageRequest(ManageRequest.Op.MEMBERS, "u1", "p1", new JsonObject(), null)));
        ManageReply listed = on(() ->
                transport.manage(null, new ManageRequest(ManageRequest.Op.LIST, "u1", null, new JsonObject(), null)));

        assertThat(named.result())
                .isEqualTo(new JsonObject().put("instance", "i1").put("op", "MEMBERS"));
        assertThat(listed.result())
                .isEqualTo(new JsonObject().put("instance", "i1").put("op", "LIST"));
        assertThat(registered.owner()).isEqualTo("i1");
        assertThat(read.lastSeq()).isEqualTo(3);
        assertThat(pushed.seq()).isEqualTo(1);
        assertThat(log).isEqualTo(new LogIdentity("log"));
    }

    @Test
    void requestThatNobodyServesIsUnavailable() throws Exception {
        Transport transport = started();

        BusFailure anybody = failure(() -> on(() -> transport.handle(null, request("p1", ping()))));
        BusFailure gone = failure(() -> on(() -> transport.handle("gone", request("p1", ping()))));
        LogIdentity log = on(() -> transport.log(new LogIdentity("mine")));

        assertThat(List.of(anybody.code(), gone.code())).containsOnly(ErrorCode.UNAVAILABLE);
        assertThat(log).isNull();
    }

    @Test
    void requestThatIsNotAnsweredIsUnavailableAtItsDeadline() throws Exception {
        serve("i1");
        Transport transport = started();
        long soon = System.currentTimeMillis() + 100;

        BusFailure late =
                failure(() -> on(() -> transport.handle("i1", new HandleRequest("con1", "u1", "never", ping(), soon))));

        assertThat(late.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void refusalKeepsItsCodeAndAnUnforeseenFailureIsInternal() throws Exception {
        serve("i1");
        Transport transport = started();

        BusFailure refused = failure(() -> on(() -> transport.read(null, new ReadRequest("refuse", 0, 1))));
        BusFailure unforeseen = failure(() -> on(() -> transport.read(null, new ReadRequest("throw", 0, 1))));

        assertThat(refused.code()).isEqualTo(ErrorCode.BUSY);
        assertThat(refused).hasMessageContaining("later");
        assertThat(unforeseen.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
    }

    @Test
    void answerThatCannotBeWrittenIsInternal() throws Exception {
        serve("i1");
        Transport transport = started();

        BusFailure failure = failure(() -> on(() -> transport.handle(null, request("unwritable", ping()))));

        assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
    }

    @Test
    void leavingAndAcknowledgingReachTheInstance() throws Exception {
        Echo echo = new Echo("i1");
        serve(echo);
        Transport transport = started();
        var direct = new Unregister("con1", null, "u1", "p1", 0, null);
        var any = new Unregister("con2", null, "u1", "p1", 0, null);
        PushAck ack = new PushAck("g1", "gateway.g1", 7);

        tell(() -> transport.unregister("i1", direct));
        assertThat(echo.next()).isEqualTo(direct);
        tell(() -> transport.unregister(null, any));
        assertThat(echo.next()).isEqualTo(any);
        tell(() -> transport.acknowledge("i1", ack));
        assertThat(echo.next()).isEqualTo(ack);
    }

    @Test
    void instanceThatWithdrewServesWhatIsItsOwnUntilItIsClosed() throws Exception {
        Served served = serve("i1");
        Transport transport = started();

        on(served::withdraw);
        HandleReply own = on(() -> transport.handle("i1", request("p1", ping())));
        on(served::close);
        BusFailure closed = failure(() -> on(() -> transport.handle("i1", request("p1", ping()))));

        assertThat(own.owner()).isEqualTo("i1");
        assertThat(closed.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void envelopesAndBareMessagesArriveApart() throws Exception {
        BlockingQueue<Object> heard = hear(Addresses.userPush("u:1"));
        Transport transport = started();
        var pong = new ServerMessage.Pong(1, "p1", null, 3);
        var envelope = new Envelope("i1", "x", 1, "u:1", "p1", null, 4, List.of(pong), null);
        JsonObject bare = new JsonObject().put("type", "anything").put("text", "hi");

        tell(() -> transport.deliver(Addresses.userPush("u:1"), List.of(envelope)));
        assertThat(heard.poll(5, SECONDS)).isEqualTo(envelope);
        publish(Addresses.userPush("u:1"), bare);
        assertThat(heard.poll(5, SECONDS)).isEqualTo(bare);
    }

    @Test
    void allWhoHearAnAddressGetWhatIsPushedThereUntilTheyLeave() throws Exception {
        BlockingQueue<Object> gone = new LinkedBlockingQueue<>();
        BlockingQueue<Object> stays = new LinkedBlockingQueue<>();
        Transport gateway = started();
        Subscription leaves = on(() -> gateway.subscribe("user.push.u1", listener(gone)));
        on(() -> gateway.subscribe("user.push.u1", listener(stays)));
        BlockingQueue<Object> other = hear("user.push.u1");
        Transport transport = started();

        tell(() -> transport.deliver("user.push.u1", List.of(envelope(1))));
        assertThat(gone.poll(5, SECONDS)).isEqualTo(envelope(1));
        on(leaves::close);
        tell(() -> transport.deliver("user.push.u1", List.of(envelope(2))));

        for (BlockingQueue<Object> heard : List.of(stays, other)) {
            assertThat(heard.poll(5, SECONDS)).isEqualTo(envelope(1));
            assertThat(heard.poll(5, SECONDS)).isEqualTo(envelope(2));
        }
        assertThat(gone).isEmpty();
    }

    @Test
    void addressThatIsLeftAndHeardAnewAtOnceIsHeard() throws Exception {
        Transport gateway = started();
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        on(() -> {
            gateway.subscribe("user.push.u1", listener(new LinkedBlockingQueue<>()))
                    .compose(Subscription::close);
            return gateway.subscribe("user.push.u1", listener(heard));
        });
        Transport transport = started();

        tell(() -> transport.deliver("user.push.u1", List.of(envelope(1))));

        assertThat(heard.poll(5, SECONDS)).isEqualTo(envelope(1));
    }

    @Test
    void envelopesThatTravelTogetherArriveInTheirOrder() throws Exception {
        BlockingQueue<Object> heard = hear(Addresses.gateway("g1"));
        Transport transport = started();
        List<Envelope> both = List.of(
                new Envelope("i1", "x", 1, "u1", "p1", null, 4, List.of(), null),
                new Envelope("i1", "x", 3, null, "p2", null, 4, List.of(), List.of("p1", "p3")));

        tell(() -> transport.deliver(Addresses.gateway("g1"), both));

        assertThat(heard.poll(5, SECONDS)).isEqualTo(both.get(0));
        assertThat(heard.poll(5, SECONDS)).isEqualTo(both.get(1));
    }

    @Test
    void bodyThatOnlyLooksLikeSeveralEnvelopesIsRefusedAndTheNextIsHeard() throws Exception {
        BlockingQueue<Object> heard = hear(Addresses.gateway("g1"));

        for (Object batch : List.of(5, new JsonArray().add("text"), new JsonArray().add(new JsonObject()))) {
            publish(Addresses.gateway("g1"), new JsonObject().put("batch", batch));
        }
        Transport transport = started();
        tell(() -> transport.deliver(Addresses.gateway("g1"), List.of(envelope(1))));

        assertThat(heard.poll(5, SECONDS)).isEqualTo(envelope(1));
    }

    @Test
    void beatsAndReportsReachTheGateway() throws Exception {
        BlockingQueue<Object> heard = hear(Addresses.gateway("g1"));
        Transport transport = started();
        Beat beat = new Beat("i1", "x", "log", List.of(new Beat.Position("p1", 4, null)));
        UserReached reached = new UserReached("c1", 2);

        tell(() -> transport.beat("g1", beat));
        assertThat(heard.poll(5, SECONDS)).isEqualTo(beat);
        tell(() -> transport.report(Addresses.gateway("g1"), reached));
        assertThat(heard.poll(5, SECONDS)).isEqualTo(reached);
    }

    @Test
    void callReachesEveryGatewayAndTheRequestOfAnApplicationOne() throws Exception {
        Gateways gateways = new Gateways();
        Transport first = started();
        Transport second = started();
        on(() -> first.serveUsers(gateways));
        on(() -> second.serveUsers(gateways));
        UserCall call = new UserCall("u1", new JsonObject().put("type", "t"), "gateway.g1", "c1");
        JsonObject push = new JsonObject().put("user_id", "u1").put("message", new JsonObject().put("type", "t"));

        JsonObject reply = pushToUser(push);
        tell(() -> first.call(call));

        assertThat(reply.getInteger("count")).isEqualTo(1);
        assertThat(gateways.heard.poll(5, SECONDS)).isEqualTo(new UserPush("u1", push.getJsonObject("message")));
        assertThat(gateways.heard.poll(5, SECONDS)).isEqualTo(call);
        assertThat(gateways.heard.poll(5, SECONDS)).isEqualTo(call);
    }

    private static final class Gateways implements UserEndpoint {
        private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

        @Override
        public Future<UserPushReply> push(UserPush request) {
            heard.add(request);
            return Future.succeededFuture(new UserPushReply(true, 1));
        }

        @Override
        public void called(UserCall call) {
            heard.add(call);
        }
    }
}

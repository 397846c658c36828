package io.parley.bus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventBusTransportTest {
    private final Vertx vertx = Vertx.vertx();
    private final Transport transport = new EventBusTransport(vertx, Duration.ofSeconds(5));

    @AfterEach
    void close() throws Exception {
        vertx.close().await(5, SECONDS);
    }

    @Test
    void messageAndItsAnswerCrossTheBusAsTheyWere() throws Exception {
        transport.serve("i1", new Echo("i1")).await(5, SECONDS);
        ClientMessage chat = new ClientMessage.Chat("c1", "你好 👋", List.of(), null, null, null);

        HandleReply reply = transport.handle(null, request(chat)).await(5, SECONDS);

        assertThat(reply.owner()).isEqualTo("i1");
        assertThat(reply.response()).isEqualTo(new ServerMessage.Ack(1, "p1", "c1", "m1", 7L, false));
    }

    @Test
    void requestToAnOwnerReachesThatInstanceAlone() throws Exception {
        transport.serve("i1", new Echo("i1")).await(5, SECONDS);
        transport.serve("i2", new Echo("i2")).await(5, SECONDS);

        HandleReply reply = transport.handle("i2", request(ping())).await(5, SECONDS);

        assertThat(reply.owner()).isEqualTo("i2");
    }

    @Test
    void requestThatNobodyServesIsUnavailable() {
        BusFailure failure = catchThrowableOfType(
                BusFailure.class, () -> transport.handle(null, request(ping())).await(5, SECONDS));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void refusalKeepsItsCodeAndAnUnforeseenFailureIsInternal() throws Exception {
        transport.serve("i1", new Echo("i1")).await(5, SECONDS);

        BusFailure refused = catchThrowableOfType(
                BusFailure.class,
                () -> transport.read(null, new ReadRequest("refuse", 0, 1)).await(5, SECONDS));
        BusFailure unforeseen = catchThrowableOfType(
                BusFailure.class,
                () -> transport.read(null, new ReadRequest("throw", 0, 1)).await(5, SECONDS));

        assertThat(refused.code()).isEqualTo(ErrorCode.BUSY);
        assertThat(unforeseen.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
    }

    @Test
    void answerThatCannotBeWrittenIsInternal() throws Exception {
        transport.serve("i1", new Echo("i1")).await(5, SECONDS);
        var request = new HandleRequest("con1", "u1", "unwritable", ping(), System.currentTimeMillis() + 5_000);

        BusFailure failure = catchThrowableOfType(
                BusFailure.class, () -> transport.handle(null, request).await(5, SECONDS));

        assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
    }

    @Test
    void bodyThatIsNoRequestIsRefusedByItsField() throws Exception {
        transport.serve("i1", new Echo("i1")).await(5, SECONDS);

        var failure = catchThrowableOfType(
                io.vertx.core.eventbus.ReplyException.class,
                () -> vertx.eventBus()
                        .request(Addresses.READ, new JsonObject().put("project_id", 5))
                        .await(5, SECONDS));

        assertThat(failure).hasMessageStartingWith("BAD_REQUEST").hasMessageContaining("project_id");
    }

    @Test
    void envelopesAndBareMessagesArriveApart() throws Exception {
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        transport.subscribe(Addresses.userPush("u1"), listener(heard)).await(5, SECONDS);
        var pong = new ServerMessage.Pong(1, "p1", null, 3);
        var envelope = new Envelope("i1", "x", 1, "u1", "p1", null, 4, List.of(pong), null);
        JsonObject bare = new JsonObject().put("type", "anything").put("text", "hi");

        transport.deliver(Addresses.userPush("u1"), List.of(envelope));
        vertx.eventBus().publish(Addresses.userPush("u1"), bare);

        assertThat(heard.poll(5, SECONDS)).isEqualTo(envelope);
        assertThat(heard.poll(5, SECONDS)).isEqualTo(bare);
    }

    @Test
    void envelopesThatTravelTogetherArriveInTheirOrder() throws Exception {
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        transport.subscribe(Addresses.gateway("g1"), listener(heard)).await(5, SECONDS);
        List<Envelope> both = List.of(
                new Envelope("i1", "x", 1, "u1", "p1", null, 4, List.of(), null),
                new Envelope("i1", "x", 3, null, "p2", null, 4, List.of(), List.of("p1", "p3")));

        transport.deliver(Addresses.gateway("g1"), both);

        assertThat(heard.poll(5, SECONDS)).isEqualTo(both.get(0));
        assertThat(heard.poll(5, SECONDS)).isEqualTo(both.get(1));
    }

    @Test
    void bodyThatOnlyLooksLikeSeveralEnvelopesIsRefusedAndTheNextIsHeard() throws Exception {
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        transport.subscribe(Addresses.gateway("g1"), listener(heard)).await(5, SECONDS);
        var envelope = new Envelope("i1", "x", 1, "u1", "p1", null, 4, List.of(), null);

        for (Object batch : List.of(5, new JsonArray().add("text"), new JsonArray().add(new JsonObject()))) {
            vertx.eventBus().publish(Addresses.gateway("g1"), new JsonObject().put("batch", batch));
        }
        transport.deliver(Addresses.gateway("g1"), List.of(envelope));

        assertThat(heard.poll(5, SECONDS)).isEqualTo(envelope);
    }

    private static PushListener listener(BlockingQueue<Object> heard) {
        return new PushListener() {
            @Override
            public void envelope(Envelope envelope) {
                heard.add(envelope);
            }

            @Override
            public void bare(JsonObject message) {
                heard.add(message);
            }
        };
    }

    private static HandleRequest request(ClientMessage message) {
        return new HandleRequest("con1", "u1", "p1", message, System.currentTimeMillis() + 5_000);
    }

    private static ClientMessage ping() {
        return new ClientMessage.Ping("p", null, null);
    }

    private record Echo(String name) implements ConversationEndpoint {
        @Override
        public Future<RegisterReply> register(RegisterRequest request, Route route) {
            return Future.failedFuture(new BusFailure(ErrorCode.UNAVAILABLE, "not asked here"));
        }

        @Override
        public void unregister(Unregister notice, Route route) {
            throw new IllegalStateException("not asked here");
        }

        @Override
        public Future<HandleReply> handle(HandleRequest request, Route route) {
            if (request.projectId().equals("unwritable")) {
                var details = new JsonObject().put("no JSON", new Object());
                var status = new ServerMessage.Status(1, "p1", ServerMessage.Status.State.QUEUED, details);
                return Future.succeededFuture(new HandleReply(status, name, 1));
            }
            var ack = new ServerMessage.Ack(1, request.projectId(), "c1", "m1", 7L, false);
            return Future.succeededFuture(new HandleReply(ack, name, 1));
        }

        @Override
        public Future<ReadReply> read(ReadRequest request, Route route) {
            if (request.projectId().equals("refuse")) {
                return Future.failedFuture(new BusFailure(ErrorCode.BUSY, "later"));
            }
            throw new IllegalStateException("boom");
        }

        @Override
        public LogIdentity log() {
            return new LogIdentity("log");
        }

        @Override
        public void acknowledged(PushAck ack) {
            throw new IllegalStateException("not asked here");
        }

        @Override
        public Future<PushReply> push(PushRequest request, Route route) {
            return Future.succeededFuture(new PushReply(true, 1, 0, null));
        }
    }
}

package io.parley.bus;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.ChannelRequest.Op;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.ServerMessage;
import io.parley.redis.RedisChannels;
import io.parley.redis.RedisLink;
import io.parley.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisTransportTest extends TransportContract {
    private final RedisServer redis;
    private final RedisLink application;

    RedisTransportTest() throws Exception {
        redis = RedisServer.start();
        application = new RedisLink(vertx, redis.config());
    }

    @BeforeEach
    void connect() throws Exception {
        application.start().await(10, SECONDS);
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Override
    Transport make(Duration requestTimeout) {
        return new RedisTransport(vertx, redis.config(), requestTimeout);
    }

    @Override
    void publish(String address, JsonObject body) throws Exception {
        text(ChannelNames.of(address), body.encode());
    }

    @Override
    JsonObject pushToUser(JsonObject request) throws Exception {
        return answer(ChannelNames.GATEWAYS, Op.PUSH, request).getJsonObject("body");
    }

    @Test
    void channelsAreNamedAsTheProtocolSays() {
        assertThat(ChannelNames.of("user.push.a:b")).isEqualTo("channel:user:a:b");
        assertThat(ChannelNames.of("gateway.g1")).isEqualTo("channel:gateway:g1");
        assertThat(ChannelNames.of("app.1")).isEqualTo("channel:app.1");
        assertThat(ChannelNames.of("channel:app:1")).isEqualTo("channel:app:1");
        assertThat(ChannelNames.conversation("p1")).isEqualTo("channel:conv:p1");
        assertThat(ChannelNames.instance("i1")).isEqualTo("channel:instance:i1");
    }

    @Test
    void ofAllWhoHearARequestOnlyTheOneThatIsNotSilentAnswers() throws Exception {
        Echo silent = new Echo("silent");
        serve(silent);
        Transport transport = started();
        long soon = System.currentTimeMillis() + 200;

        BusFailure nobody =
                failure(() -> on(() -> transport.handle(null, new HandleRequest("con1", "u1", "p1", ping(), soon))));
        serve("i1");
        HandleReply reply = on(() -> transport.handle(null, request("p1", ping())));

        assertThat(nobody.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(reply.owner()).isEqualTo("i1");
        assertThat(silent.asked).hasSize(2);
    }

    @Test
    void bodyThatIsNoRequestIsRefusedByItsField() throws Exception {
        serve("i1");

        for (JsonObject body : Arrays.asList(new JsonObject().put("project_id", 5), null)) {
            JsonObject reply = answer("channel:instance:i1", Op.READ, body);

            assertThat(reply.getString("error")).startsWith("BAD_REQUEST: ").contains("project_id");
        }
    }

    @Test
    void badBodyThatAllHeardIsRefusedByTheOwnerAlone() throws Exception {
        BlockingQueue<JsonObject> heard = hearReplies();
        serve("another");
        JsonObject bad = new JsonObject().put("project_id", "p1").put("after_seq", "no number");

        request("channel:conv:p1", Op.READ, bad);
        request("channel:instance:another", Op.READ, bad);
        assertThat(heard.poll(10, SECONDS).getString("error")).startsWith("BAD_REQUEST: ");
        assertThat(heard.poll(200, MILLISECONDS)).isNull();
        serve("i1");
        request("channel:conv:p1", Op.READ, bad);

        assertThat(heard.poll(10, SECONDS).getString("error")).startsWith("BAD_REQUEST: ");
    }

    @Test
    void foreignBodiesAreRefusedAndTheNextIsHeard() throws Exception {
        Echo echo = new Echo("i1");
        serve(echo);
        Transport transport = started();
        JsonObject body = new JsonObject();

        text("channel:conv:p1", "no JSON");
        text("channel:conv:p1", "[]");
        text("channel:conv:p1", "{}");
        text(
                "channel:conv:p1",
                new JsonObject().put("op", "dance").put("body", body).encode());
        text(
                "channel:conv:p1",
                new JsonObject().put("op", "log").put("body", body).encode());
        var leaving = new Unregister("con1", null, "u1", "p1", 0, null);
        tell(() -> transport.unregister(null, leaving));

        assertThat(echo.next()).isEqualTo(leaving);
    }

    @Test
    void pushThatOneGatewayDidIsItsOwnForAnHour() throws Exception {
        Transport transport = started();
        on(() -> transport.serveUsers(new UserEndpoint() {
            @Override
            public Future<UserPushReply> push(UserPush push) {
                return Future.succeededFuture(new UserPushReply(true, 1));
            }

            @Override
            public void called(UserCall call) {}
        }));

        JsonObject message = new JsonObject().put("type", "notice");
        pushToUser(new JsonObject().put("user_id", "u1").put("message", message));

        long leftMs = application
                .send(Request.cmd(Command.PTTL, "ws:push:app-1"))
                .await(10, SECONDS)
                .toLong();
        assertThat(leftMs).isGreaterThan(Duration.ofMinutes(50).toMillis());
    }

    @Test
    void logOfThoseWhoHearAgainALittleLaterIsFound() throws Exception {
        Transport transport = started();
        Promise<LogIdentity> log = Promise.promise();
        tell(() -> transport.log(new LogIdentity("own", null)).onComplete(log));
        on(() -> vertx.timer(300, MILLISECONDS));

        serve("i1");

        assertThat(log.future().await(10, SECONDS)).isEqualTo(new LogIdentity("log", null));
    }

    @Test
    void lateAnswerIsDropped() throws Exception {
        Echo echo = new Echo("i1");
        serve(echo);
        Transport transport = started();
        long soon = System.currentTimeMillis() + 50;

        BusFailure late =
                failure(() -> on(() -> transport.handle("i1", new HandleRequest("con1", "u1", "late", ping(), soon))));
        tell(() -> echo.late.complete(new HandleReply(new ServerMessage.Pong(1, "p1", null, 0), "late", 1)));
        HandleReply next = on(() -> transport.handle("i1", request("p1", ping())));

        assertThat(late.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(next.owner()).isEqualTo("i1");
    }

    @Test
    void requestsFailAtOnceWhileRedisIsAwayAndAllIsHeardAgainWhenItIsBack() throws Exception {
        serve("i1");
        BlockingQueue<Object> heard = hear("user.push.u1");
        Transport transport = started();

        redis.kill();
        BusFailure away = failure(() -> on(() -> transport.handle("i1", request("p1", ping()))));
        redis.restart();

        assertThat(away.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        Awaitility.await()
                .ignoreExceptionsInstanceOf(BusFailure.class)
                .untilAsserted(() -> assertThat(on(() -> transport.handle(null, request("p1", ping())))
                                .owner())
                        .isEqualTo("i1"));
        Awaitility.await().untilAsserted(() -> {
            tell(() -> transport.deliver("user.push.u1", List.of(envelope(1))));
            assertThat(heard.poll(200, MILLISECONDS)).isEqualTo(envelope(1));
        });
    }

    @Test
    void redisThatIsNoMasterAnyMoreIsLeftAndFoundAgain() throws Exception {
        serve("i1");
        Transport transport = started();

        redis.follow(application, "127.0.0.1", "1");
        Awaitility.await()
                .untilAsserted(() -> assertThat(failure(() -> on(() -> transport.handle("i1", request("p1", ping())))))
                        .hasMessageContaining("another is the master"));
        assertThat(heardBy("channel:instance:i1")).isZero();
        redis.follow(application, "NO", "ONE");

        Awaitility.await()
                .ignoreExceptionsInstanceOf(BusFailure.class)
                .untilAsserted(() -> assertThat(on(() -> transport.handle("i1", request("p1", ping())))
                                .owner())
                        .isEqualTo("i1"));
    }

    @Test
    void requestToARedisThatStandsStillFailsInTimeAndLaterOnesAreAnswered() throws Exception {
        serve("i1");
        Transport transport = started();
        long soon = System.currentTimeMillis() + 200;

        redis.freeze();
        BusFailure frozen =
                failure(() -> on(() -> transport.handle("i1", new HandleRequest("con1", "u1", "p1", ping(), soon))));
        redis.thaw();

        assertThat(frozen.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        Awaitility.await()
                .ignoreExceptionsInstanceOf(BusFailure.class)
                .untilAsserted(() -> assertThat(on(() -> transport.handle("i1", request("p1", ping())))
                                .owner())
                        .isEqualTo("i1"));
    }

    @Test
    void whatCannotBeHeardInTimeIsUnavailableAndMayBeHeardLater() throws Exception {
        Transport transport = started();
        PushListener deaf = listener(new LinkedBlockingQueue<>());

        redis.kill();
        BusFailure refused = failure(() -> on(() -> transport.subscribe("user.push.u1", deaf)));
        redis.restart();

        assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        Awaitility.await()
                .ignoreExceptionsInstanceOf(BusFailure.class)
                .untilAsserted(() -> assertThat(on(() -> transport.subscribe("user.push.u1", deaf)))
                        .isNotNull());
    }

    @Test
    void transportWaitsForARedisThatStartsLater() throws Exception {
        redis.kill();
        Promise<Transport> ready = Promise.promise();
        tell(() -> {
            Transport transport = make(Duration.ofSeconds(5));
            transport.start().map(transport).onComplete(ready);
        });
        on(() -> vertx.timer(500, MILLISECONDS));
        assertThat(ready.future().isComplete()).isFalse();

        redis.restart();

        Transport transport = ready.future().await(20, SECONDS);
        serve("i1");
        assertThat(on(() -> transport.handle("i1", request("p1", ping()))).owner())
                .isEqualTo("i1");
    }

    @Test
    void whatWaitsForAnAnswerFailsWhenTheTransportIsClosed() throws Exception {
        Echo echo = new Echo("i1");
        serve(echo);
        Transport transport = started();
        Promise<HandleReply> waiting = Promise.promise();
        tell(() -> transport.handle("i1", request("never", ping())).onComplete(waiting));
        echo.next();

        on(transport::close);

        assertThat(failure(() -> waiting.future().await(5, SECONDS)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    /** What somebody with nothing but a client of Redis is answered. */
    private JsonObject answer(String channel, Op op, JsonObject body) throws Exception {
        BlockingQueue<JsonObject> heard = hearReplies();
        request(channel, op, body);
        JsonObject reply = heard.poll(10, SECONDS);
        assertThat(reply.getString("correlation_id")).isEqualTo("app-1");
        return reply;
    }

    private BlockingQueue<JsonObject> hearReplies() throws Exception {
        BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
        on(() -> {
            RedisChannels channels = new RedisChannels(vertx, redis.config(), application);
            channels.start();
            return new Hearing(channels).hear("channel:reply:app", heard::add);
        });
        return heard;
    }

    private void request(String channel, Op op, JsonObject body) throws Exception {
        text(
                channel,
                new JsonObject()
                        .put("op", op.name().toLowerCase(Locale.ROOT))
                        .put("correlation_id", "app-1")
                        .put("reply_channel", "channel:reply:app")
                        .put("body", body)
                        .encode());
    }

    private int heardBy(String channel) throws Exception {
        return application
                .send(Request.cmd(Command.PUBSUB, "NUMSUB", channel))
                .await(10, SECONDS)
                .get(1)
                .toInteger();
    }

    private void text(String channel, String text) throws Exception {
        application.send(Request.cmd(Command.PUBLISH, channel, text)).await(10, SECONDS);
    }
}

package io.parley.bus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.ErrorCode;
import io.parley.redis.RedisConfig;
import io.parley.redis.RedisLink;
import io.parley.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a transport over Redis says there: how much at once, and where Redis takes no more than messages. */
class RedisPublisherTest extends TransportFixture {
    private static final int MANY = 2_000;

    private final RedisServer redis;
    private final RedisLink application;

    RedisPublisherTest() throws Exception {
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

    @Test
    void whoHasTheLogThatWasServedLastDoesNotWaitForThoseWhoMayNotHearYet() throws Exception {
        Transport serving = started();
        Transport newcomer = started();
        tell(() -> serving.tellLog(new LogIdentity("log", 1L)));
        Promise<LogIdentity> foreign = Promise.promise();
        tell(() -> newcomer.log(new LogIdentity("foreign", 2L)).onComplete(foreign));

        LogIdentity own = on(() -> newcomer.log(new LogIdentity("log", 2L)));

        assertThat(own).isNull();
        assertThat(foreign.future().isComplete()).isFalse();
    }

    @Test
    void requestsAndAnswersAreNotBehindAnyNumberOfPushes() throws Exception {
        Transport narrow = narrow();
        Echo echo = new Echo("i1");
        on(() -> narrow.serve("i1", echo));
        BlockingQueue<Object> heard = hear("user.push.u1");
        Transport asks = started();

        tell(() -> pushMany(narrow));
        HandleReply own = on(() -> narrow.handle("i1", request("p1", ping())));
        tell(() -> pushMany(narrow));
        HandleReply others = on(() -> asks.handle("i1", request("p1", ping())));

        assertThat(List.of(own.owner(), others.owner())).containsOnly("i1");
        for (int n = 1; n <= 2 * MANY; n++) {
            assertThat(heard.poll(10, SECONDS)).isEqualTo(envelope((n - 1) % MANY + 1));
        }
    }

    @Test
    void pushesAreNotBehindAnyNumberOfRequestsAndNoneOfThemIsLost() throws Exception {
        Transport narrow = narrow();
        Echo echo = new Echo("i1");
        serve(echo);
        BlockingQueue<Object> heard = hear("user.push.u1");

        tell(() -> {
            for (int n = 1; n <= MANY; n++) {
                narrow.acknowledge("i1", new PushAck("g1", "gateway.g1", n));
            }
            narrow.deliver("user.push.u1", List.of(envelope(1)));
        });

        assertThat(heard.poll(10, SECONDS)).isEqualTo(envelope(1));
        for (int n = 1; n <= MANY; n++) {
            assertThat(echo.next()).isEqualTo(new PushAck("g1", "gateway.g1", n));
        }
    }

    @Test
    void whatWasPushedBeforeTheTransportIsClosedArrives() throws Exception {
        Transport narrow = narrow();
        BlockingQueue<Object> heard = hear("user.push.u1");

        on(() -> {
            pushMany(narrow);
            return narrow.close();
        });

        for (int n = 1; n <= MANY; n++) {
            assertThat(heard.poll(10, SECONDS)).isEqualTo(envelope(n));
        }
    }

    @Test
    void whatIsBeyondTheBoundOfWhatWaitsIsNotTakenAndLaterThingsAre() throws Exception {
        RedisLink link = on(() -> {
            RedisLink fresh = new RedisLink(vertx, redis.config());
            return fresh.start().map(fresh);
        });
        Lane lane = new Lane(link, 1);
        List<Future<Integer>> all = new ArrayList<>();

        tell(() -> {
            for (int n = 0; n <= Lane.MOST_WAITING + 1; n++) {
                all.add(lane.publish("channel:nobody", Buffer.buffer("x")));
            }
        });

        assertThat(all.get(Lane.MOST_WAITING + 1).cause())
                .isInstanceOfSatisfying(
                        BusFailure.class, full -> assertThat(full.code()).isEqualTo(ErrorCode.BUSY));
        assertThat(all.get(Lane.MOST_WAITING).await(10, SECONDS)).isZero();
        assertThat(on(() -> lane.publish("channel:nobody", Buffer.buffer("y")))).isZero();
    }

    /** One that may have no more than 16 commands on their way. */
    private Transport narrow() throws Exception {
        RedisConfig narrow = new RedisConfig(true, "127.0.0.1", redis.port(), 0, null, null, 5_000, 16);
        return on(() -> {
            Transport transport = new RedisTransport(vertx, narrow, Duration.ofSeconds(5));
            return transport.start().map(transport);
        });
    }

    private static void pushMany(Transport transport) {
        for (int n = 1; n <= MANY; n++) {
            transport.deliver("user.push.u1", List.of(envelope(n)));
        }
    }

    @Test
    void redisThatCannotSaveCarriesMessages() throws Exception {
        for (List<String> setting : List.of(List.of("appendonly", "no"), List.of("save", "60 1"))) {
            Request set = Request.cmd(Command.CONFIG, "SET", setting.get(0), setting.get(1));
            application.send(set).await(10, SECONDS);
        }
        redis.loseFolder();
        application.send(Request.cmd(Command.SET, "one", "change")).await(10, SECONDS);
        application.send(Request.cmd(Command.BGSAVE)).await(10, SECONDS);
        Awaitility.await().until(() -> {
            Request set = Request.cmd(Command.SET, "another", "change");
            return application
                    .send(set)
                    .transform(done -> Future.succeededFuture(String.valueOf(done.cause())))
                    .await(10, SECONDS)
                    .contains("MISCONF");
        });

        serve("i1");
        Transport transport = started();

        assertThat(on(() -> transport.handle(null, request("p1", ping()))).owner())
                .isEqualTo("i1");
    }
}

package io.parley.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisLinkTest {
    private static final Duration SHORT = Duration.ofMillis(700);

    private final Vertx vertx = Vertx.vertx();
    private final List<RedisLink> links = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (RedisLink link : links) {
            link.close().await(10, SECONDS);
        }
        vertx.close().await(10, SECONDS);
    }

    @Test
    void answersComeInTheOrderOfTheCommands() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            RedisLink link = started(redis.config());

            List<Future<Response>> answers = Stream.iterate(0, i -> i + 1)
                    .limit(200)
                    .map(i -> link.send(Request.cmd(Command.INCR, "counter")))
                    .toList();

            assertThat(Future.all(answers).await(10, SECONDS).<Response>list())
                    .extracting(Response::toInteger)
                    .isEqualTo(Stream.iterate(1, i -> i + 1).limit(200).toList());
        }
    }

    @Test
    void killedServerIsUsedAgainAfterItsRestart() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            RedisLink link = started(redis.config());
            link.send(Request.cmd(Command.SET, "key", "你好 👋")).await(10, SECONDS);

            redis.kill();
            assertThatFailing(() -> get(link, "key")).hasMessageContaining("Redis at 127.0.0.1:" + redis.port());
            redis.restart();

            awaitAnswer(link);
            assertThat(get(link, "key")).hasToString("你好 👋");
        }
    }

    @Test
    void commandsOfAFrozenServerFailInTimeAndLaterOnesWork() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            RedisLink link = link(redis.config(SHORT));
            link.start();
            awaitAnswer(link);

            redis.freeze();
            Future<Response> first = link.send(ping());
            Future<Response> second = link.send(ping());
            assertThatFailing(() -> first.await(10, SECONDS)).hasMessageContaining("did not answer within 700 ms");
            assertThatFailing(() -> second.await(10, SECONDS)).hasMessageContaining("Redis at 127.0.0.1");
            assertThatFailing(() -> link.send(ping()).await(10, SECONDS)).hasMessageContaining("is not asked until");
            redis.thaw();

            awaitAnswer(link);
        }
    }

    @Test
    void connectionThatTheServerEndsIsDialledAnew() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            RedisLink link = started(redis.config());
            RedisLink other = started(redis.config());

            other.send(Request.cmd(Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes"))
                    .await(10, SECONDS);

            awaitAnswer(link);
        }
    }

    @Test
    void serverThatStartsLaterIsFound() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            redis.kill();
            RedisLink link = link(redis.config());
            assertThatFailing(() -> link.start().await(10, SECONDS))
                    .hasMessageContaining("cannot be reached: Connection refused");

            redis.restart();

            awaitAnswer(link);
        }
    }

    @Test
    void frozenServerIsToldAtTheStart() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            redis.freeze();

            assertThatFailing(() -> link(redis.config(SHORT)).start().await(10, SECONDS))
                    .hasMessage("Redis at 127.0.0.1:" + redis.port() + " did not answer within 700 ms");
        }
    }

    @Test
    void passwordIsAskedForAndCompared() throws Exception {
        try (RedisServer redis = RedisServer.start("--requirepass", "right")) {
            String server = "Redis at 127.0.0.1:" + redis.port();

            assertThatFailing(() -> started(redis.config()))
                    .hasMessage(server + " asks for a password, and redis.password is not set");
            assertThatFailing(() -> started(withPassword(redis, "wrong")))
                    .hasMessage(server + " does not accept redis.user or redis.password");
            assertThat(started(withPassword(redis, "right")).send(ping()).await(10, SECONDS))
                    .hasToString("PONG");
        }
    }

    @Test
    void refusedCommandIsToldAndTheConnectionStays() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            RedisLink link = started(redis.config());
            link.send(Request.cmd(Command.SET, "text", "x")).await(10, SECONDS);

            assertThatFailing(() -> link.send(Request.cmd(Command.INCR, "text")).await(10, SECONDS))
                    .hasMessageContaining("refused a command: ERR value is not an integer");
            assertThatFailing(() -> link.atomically(
                                    List.of(Request.cmd(Command.INCR, "n"), Request.cmd(Command.INCR, "text")))
                            .await(10, SECONDS))
                    .hasMessageContaining("refused a command: ERR value is not an integer");
            assertThat(get(link, "n")).hasToString("1");
        }
    }

    @Test
    void serverThatIsNoMasterAnyMoreIsNotAskedUntilItIsOneAgain() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            RedisLink admin = started(redis.config());
            RedisLink link = started(redis.config());
            redis.follow(admin, "127.0.0.1", "1");

            assertThatFailing(() -> link.atomically(List.of(Request.cmd(Command.SET, "text", "x")))
                            .await(10, SECONDS))
                    .hasMessageContaining("READONLY");
            assertThatFailing(() -> link.send(ping()).await(10, SECONDS)).hasMessageContaining("another is the master");
            assertThatFailing(() -> started(redis.config())).hasMessageContaining("another is the master");
            redis.follow(admin, "NO", "ONE");

            awaitAnswer(link);
        }
    }

    @Test
    void moreCommandsThanMayWaitAreRefusedAndTheOthersAnswered() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            RedisLink link = started(new RedisConfig(true, "127.0.0.1", redis.port(), 0, null, null, 5_000, 16));

            List<Future<Response>> answers = onLoop(
                    () -> Stream.generate(() -> link.send(ping())).limit(17).toList());

            assertThatFailing(() -> answers.get(16).await(10, SECONDS)).hasMessageContaining("has 16 commands waiting");
            assertThat(Future.all(answers.subList(0, 16)).await(10, SECONDS).size())
                    .isEqualTo(16);
        }
    }

    @Test
    void closedLinkTakesNoMoreCommands() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            RedisLink link = started(redis.config());

            link.close().await(10, SECONDS);

            assertThatFailing(() -> link.send(ping()).await(10, SECONDS)).hasMessageContaining("the link was closed");
        }
    }

    private <T> T onLoop(Supplier<T> task) throws Exception {
        return Future.<T>future(done -> vertx.runOnContext(none -> done.complete(task.get())))
                .await(10, SECONDS);
    }

    private RedisLink link(RedisConfig config) {
        RedisLink link = new RedisLink(vertx, config);
        links.add(link);
        return link;
    }

    private RedisLink started(RedisConfig config) throws Exception {
        RedisLink link = link(config);
        link.start().await(10, SECONDS);
        return link;
    }

    private static RedisConfig withPassword(RedisServer redis, String password) {
        return new RedisConfig(true, "127.0.0.1", redis.port(), 0, null, password, 5_000, 16);
    }

    private static Request ping() {
        return Request.cmd(Command.PING);
    }

    private static Response get(RedisLink link, String key) throws Exception {
        return link.send(Request.cmd(Command.GET, key)).await(10, SECONDS);
    }

    private static void awaitAnswer(RedisLink link) {
        Awaitility.await()
                .ignoreExceptionsInstanceOf(RedisFailure.class)
                .untilAsserted(
                        () -> assertThat(link.send(ping()).await(10, SECONDS)).hasToString("PONG"));
    }

    private static AbstractThrowableAssert<?, ?> assertThatFailing(ThrowingCallable call) {
        return assertThatThrownBy(call).isInstanceOf(RedisFailure.class);
    }
}

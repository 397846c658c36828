package io.parley.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.faults.Row;
import io.parley.faults.proxy.ChaosProxy;
import io.parley.faults.proxy.Direction;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisChannelsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final RedisServer redis;
    private final RedisLink link;

    RedisChannelsTest() throws Exception {
        redis = RedisServer.start();
        link = new RedisLink(vertx, redis.config(TIMEOUT));
    }

    @BeforeEach
    void connect() throws Exception {
        link.start().await(10, SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
        redis.close();
    }

    @Test
    void channelsAndPatternsAreHeardUntilTheyAreLeft() throws Exception {
        RedisChannels channels = started();
        Recorder user = new Recorder();
        Recorder conversations = new Recorder();
        on(() -> channels.hear("channel:user:u:1", user));
        on(() -> channels.hearAll("channel:conv:*", conversations));

        publish("channel:user:u:1", "你好 👋");
        publish("channel:conv:p1", "one");
        assertThat(user.next()).isEqualTo("channel:user:u:1 你好 👋");
        assertThat(conversations.next()).isEqualTo("channel:conv:p1 one");
        on(() -> {
            channels.leave("channel:user:u:1");
            return Future.succeededFuture();
        });
        publish("channel:user:u:1", "unheard");
        publish("channel:conv:p2", "two");

        assertThat(conversations.next()).isEqualTo("channel:conv:p2 two");
        assertThat(user.heard).isEmpty();
    }

    /** Redis is away for so long that it is dialled in vain meanwhile. */
    @Test
    void allIsHeardOnTheContextThatHearsAlsoAfterRedisWasAway() throws Exception {
        RedisChannels channels = started();
        BlockingQueue<Object> contexts = new LinkedBlockingQueue<>();
        on(() -> channels.hear("c", new RedisChannels.Listener() {
            @Override
            public void message(String channel, String body) {
                contexts.add(Thread.currentThread());
            }

            @Override
            public void heardAgain() {
                contexts.add(Thread.currentThread());
            }
        }));
        Object own = on(() -> Future.succeededFuture(Thread.currentThread()));

        redis.kill();
        BlockingQueue<String> failures = new LinkedBlockingQueue<>();
        Awaitility.await().until(() -> {
            link.send(RedisLink.question()).onFailure(away -> failures.add(String.valueOf(away.getMessage())));
            return failures.stream().anyMatch(said -> said.contains("cannot be reached"));
        });
        redis.restart();

        assertThat(contexts.poll(20, SECONDS)).as("heard again").isEqualTo(own);
        Awaitility.await().ignoreExceptions().until(() -> {
            publish("c", "heard");
            return !contexts.isEmpty();
        });
        assertThat(contexts).as("heard").containsOnly(own);
    }

    @Test
    void channelIsHeardOnce() throws Exception {
        RedisChannels channels = started();
        on(() -> channels.hear("c", new Recorder()));

        assertThatThrownBy(() -> on(() -> channels.hear("c", new Recorder())))
                .isInstanceOf(RedisFailure.class)
                .hasMessageContaining("cannot hear c");
    }

    @Test
    void channelThatIsLeftBeforeItWasHeardAndHeardAnewStaysHeard() throws Exception {
        RedisChannels channels = started();
        Recorder gone = new Recorder();
        Recorder stays = new Recorder();
        Promise<Void> left = Promise.promise();
        on(() -> channels.hear("first", new Recorder())); // there is a connection

        on(() -> {
            channels.hear("c", gone).onComplete(left);
            channels.leave("c");
            return channels.hear("c", stays);
        });

        assertThatThrownBy(() -> left.future().await(10, SECONDS))
                .isInstanceOf(RedisFailure.class)
                .hasMessage("c was left before it was heard");
        Awaitility.await().until(() -> {
            publish("c", "heard");
            return stays.heard.contains("c heard");
        });
        assertThat(gone.heard).isEmpty();
    }

    @Test
    void channelThatMayNotBeHeardIsNamedAndIsHeardOnceItMayBe() throws Exception {
        acl("SETUSER", "node", "on", ">secret", "~*", "+@all", "resetchannels", "&parley:canary:*", "&channel:conv:*");
        RedisChannels channels =
                started(new RedisConfig(true, "127.0.0.1", redis.port(), 0, "node", "secret", 500, 1_024));
        Recorder recorder = new Recorder();
        on(() -> channels.hearAll("channel:conv:*", recorder));
        assertThat(deaf(channels)).isNull();

        acl("SETUSER", "node", "resetchannels", "&parley:canary:*"); // and Redis closes the connection
        Awaitility.await().until(() -> deaf(channels), why -> why != null && why.contains("NOPERM"));
        assertThat(deaf(channels)).contains("channel:conv:*");
        assertThatThrownBy(() -> on(() -> channels.hear("another", new Recorder())))
                .isInstanceOf(RedisFailure.class)
                .hasMessageContaining("another")
                .hasMessageContaining("NOPERM");
        acl("SETUSER", "node", "&channel:conv:*");

        assertThat(recorder.next()).isEqualTo("again");
        assertThat(deaf(channels)).isNull();
    }

    @Test
    void redisThatIsAwayIsSaidOnceItIsAwayForSoLong() throws Exception {
        RedisChannels channels = started();
        on(() -> channels.hear("c", new Recorder()));

        redis.kill();

        Awaitility.await().until(() -> deaf(channels), why -> why != null && why.contains("cannot be heard"));
        assertThat(on(() -> Future.succeededFuture(channels.deafFor(600_000)))).isNull();
    }

    private String deaf(RedisChannels channels) throws Exception {
        return on(() -> Future.succeededFuture(channels.deafFor(100)));
    }

    private void acl(String... arguments) throws Exception {
        Request request = Request.cmd(Command.ACL);
        List.of(arguments).forEach(request::arg);
        link.send(request).await(10, SECONDS);
    }

    @Row(14)
    @Test
    void killedRedisIsHeardAgainWithinFiveSecondsOfItsStart() throws Exception {
        RedisChannels channels = started();
        Recorder user = new Recorder();
        Recorder conversations = new Recorder();
        on(() -> channels.hear("channel:user:u1", user));
        on(() -> channels.hearAll("channel:conv:*", conversations));

        redis.kill();
        redis.restart();

        assertThat(user.heard.poll(5, SECONDS)).isEqualTo("again");
        assertThat(conversations.heard.poll(5, SECONDS)).isEqualTo("again");
        awaitLink();
        publish("channel:user:u1", "back");
        publish("channel:conv:p1", "back");
        assertThat(user.next()).isEqualTo("channel:user:u1 back");
        assertThat(conversations.next()).isEqualTo("channel:conv:p1 back");
    }

    @Test
    void connectionThatIsFedNoMoreIsFoundByTheCanaryAndReplaced() throws Exception {
        try (ChaosProxy proxy = ChaosProxy.to(redis.port())) {
            RedisChannels channels = started(RedisConfig.at("127.0.0.1", proxy.port()));
            Recorder recorder = new Recorder();
            on(() -> channels.hear("c", recorder));

            proxy.blackHole(Direction.DOWN);
            Awaitility.await().until(() -> proxy.connections() > 1);
            proxy.heal();

            assertThat(recorder.next()).isEqualTo("again");
            publish("c", "heard");
            assertThat(recorder.next()).isEqualTo("c heard");
        }
    }

    @Test
    void frozenRedisRefusesAListenerInTimeAndIsHeardWhenItGoesOn() throws Exception {
        RedisChannels channels = started();
        Recorder recorder = new Recorder();
        redis.freeze();

        assertThatThrownBy(() -> on(() -> channels.hear("c", recorder)))
                .isInstanceOf(RedisFailure.class)
                .hasMessageContaining("did not answer within 2000 ms");
        redis.thaw();

        Awaitility.await()
                .ignoreExceptionsInstanceOf(RedisFailure.class)
                .untilAsserted(() -> on(() -> channels.hear("c", recorder)));
        awaitLink();
        publish("c", "heard");
        assertThat(recorder.next()).isEqualTo("c heard");
    }

    @Test
    void redisThatStartsLaterIsHeard() throws Exception {
        redis.kill();
        RedisChannels channels = started();
        redis.restart();
        Recorder recorder = new Recorder();

        Awaitility.await()
                .ignoreExceptionsInstanceOf(RedisFailure.class)
                .untilAsserted(() -> on(() -> channels.hear("c", recorder)));

        awaitLink();
        publish("c", "heard");
        assertThat(recorder.next()).isEqualTo("c heard");
    }

    private RedisChannels started() throws Exception {
        return started(redis.config(TIMEOUT));
    }

    private RedisChannels started(RedisConfig config) throws Exception {
        return on(() -> {
            RedisChannels channels = new RedisChannels(vertx, config, link);
            channels.start();
            return Future.succeededFuture(channels);
        });
    }

    private <T> T on(Supplier<Future<T>> task) throws Exception {
        return Future.<T>future(done -> context.runOnContext(now -> task.get().onComplete(done)))
                .await(10, SECONDS);
    }

    private void publish(String channel, String body) throws Exception {
        link.send(Request.cmd(Command.PUBLISH, channel, body)).await(10, SECONDS);
    }

    private void awaitLink() {
        Awaitility.await()
                .ignoreExceptionsInstanceOf(RedisFailure.class)
                .untilAsserted(
                        () -> assertThat(link.send(Request.cmd(Command.PING)).await(10, SECONDS))
                                .hasToString("PONG"));
    }

    private static final class Recorder implements RedisChannels.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public void message(String channel, String body) {
            heard.add(channel + " " + body);
        }

        @Override
        public void heardAgain() {
            heard.add("again");
        }

        String next() throws InterruptedException {
            String next = heard.poll(10, SECONDS);
            assertThat(next).as("something heard in time").isNotNull();
            return String.valueOf(next);
        }
    }
}

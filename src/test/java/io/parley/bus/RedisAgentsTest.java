package io.parley.bus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.parley.redis.RedisConfig;
import io.parley.redis.RedisLink;
import io.parley.redis.RedisServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who of several gets a turn, and whether that nobody hears means that nobody is there. */
class RedisAgentsTest {
    private static final Set<String> ALL = new LinkedHashSet<>(List.of("a", "b", "c"));

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final RedisAgents agents = new RedisAgents(vertx, RedisConfig.off(), System::nanoTime);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whoHasTheFewestTurnsIsTheNext() {
        agents.took("a");
        agents.took("a");
        agents.took("b");
        assertThat(agents.idlest(ALL)).isEqualTo("c");
        agents.took("c");

        agents.gave("b");

        assertThat(agents.idlest(ALL)).isEqualTo("b");
    }

    @Test
    void ofSeveralTheFirstWhoAsked() {
        assertThat(agents.idlest(ALL)).isEqualTo("a");
    }

    @Test
    void whoGaveAllBackIsForgotten() {
        agents.took("a");
        agents.gave("a");
        agents.gave("a");

        agents.took("b");

        assertThat(agents.idlest(Set.of("a", "b"))).isEqualTo("a");
    }

    @Test
    void whoIsNotHeardRightAfterAConnectionWasLostMayStillComeBack() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            RedisAgents real = onContext(() -> new RedisAgents(vertx, redis.config(), System::nanoTime));
            onContext(real::start).await(10, SECONDS);
            assertThat(onContext(real::isBelieved)).isTrue();
            RedisLink other = new RedisLink(vertx, redis.config());
            other.start().await(10, SECONDS);

            other.send(Request.cmd(Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes"))
                    .await(10, SECONDS);

            await().atMost(Duration.ofSeconds(10)).until(() -> !onContext(real::isBelieved));
        }
    }

    /** However long it was: who is told of a turn has to come back as we have. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsNotHeardRightAfterRedisWasAwayForLongMayStillComeBack(boolean wasThere) throws Exception {
        AtomicLong clock = new AtomicLong();
        try (RedisServer redis = RedisServer.start()) {
            RedisAgents real = onContext(() -> new RedisAgents(vertx, redis.config(), clock::get));
            if (wasThere) {
                onContext(real::start).await(10, SECONDS);
                redis.kill();
            } else {
                redis.kill();
                onContext(real::start).await(10, SECONDS);
            }
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> catchThrowable(() -> onContext(
                                            () -> real.publish("channel:agent:poet", AgentControl.alive("t", "a")))
                                    .await(10, SECONDS))
                            != null);
            clock.addAndGet(SECONDS.toNanos(30));
            assertThat(onContext(real::isBelieved)).isTrue();

            redis.restart();

            await().atMost(Duration.ofSeconds(20)).until(() -> !onContext(real::isBelieved));
        }
    }

    private <T> T onContext(Supplier<T> task) throws Exception {
        return Future.<T>future(done -> context.runOnContext(now -> done.complete(task.get())))
                .await(10, SECONDS);
    }
}

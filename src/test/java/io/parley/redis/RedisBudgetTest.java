package io.parley.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisBudgetTest {
    private final Vertx vertx = Vertx.vertx();
    private final RedisServer redis;
    private final RedisLink first;
    private final RedisLink second;

    RedisBudgetTest() throws Exception {
        redis = RedisServer.start();
        first = new RedisLink(vertx, redis.config());
        second = new RedisLink(vertx, redis.config());
    }

    @BeforeEach
    void connect() throws Exception {
        first.start().await(10, SECONDS);
        second.start().await(10, SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        first.close().await(10, SECONDS);
        second.close().await(10, SECONDS);
        vertx.close().await(10, SECONDS);
        redis.close();
    }

    @Test
    void burstMayPassWhereverItIsTakenAndTheNextIsToldHowLongToWait() throws Exception {
        RedisBudget here = new RedisBudget(first, "b:", 20, Duration.ofSeconds(1));
        RedisBudget there = new RedisBudget(second, "b:", 20, Duration.ofSeconds(1));

        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waits.add(take(here, "u1"));
            waits.add(take(there, "u1"));
        }

        assertThat(waits).containsOnly(0L);
        assertThat(take(here, "u1")).isBetween(1L, 1_000L);
        assertThat(take(there, "u1")).isBetween(1L, 1_000L);
        assertThat(take(here, "u2")).isZero();
    }

    @Test
    void spentBudgetFillsAgainAndAFullOneTakesNoRoom() throws Exception {
        RedisBudget budget = new RedisBudget(first, "b:", 2, Duration.ofMillis(20));
        take(budget, "u1");
        take(budget, "u1");

        Awaitility.await().untilAsserted(() -> assertThat(take(budget, "u1")).isZero());

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(first.send(Request.cmd(Command.DBSIZE)).await(10, SECONDS))
                                .hasToString("0"));
    }

    @Test
    void whatIsGivenBackMayBeTakenAgainAndNoMore() throws Exception {
        RedisBudget budget = new RedisBudget(first, "b:", 2, Duration.ofSeconds(1));
        budget.giveBack("u1").await(10, SECONDS);
        take(budget, "u1");
        take(budget, "u1");

        budget.giveBack("u1").await(10, SECONDS);

        assertThat(take(budget, "u1")).isZero();
        assertThat(take(budget, "u1")).isBetween(1L, 1_000L);
    }

    @Test
    void clockThatWasSetBackHoldsNobodyForLong() throws Exception {
        RedisBudget budget = new RedisBudget(first, "b:", 1, Duration.ofSeconds(1));
        first.send(Request.cmd(Command.SET, "b:u1", "9000000000000000")).await(10, SECONDS);

        assertThat(take(budget, "u1")).isZero();
        assertThat(take(budget, "u1")).isBetween(1L, 1_000L);
    }

    @Test
    void budgetOfARedisThatIsAwayFails() throws Exception {
        try (RedisServer other = RedisServer.start()) {
            other.kill();
            RedisLink link = new RedisLink(vertx, other.config());
            link.start();

            assertThatThrownBy(() -> take(new RedisBudget(link, "b:", 1, Duration.ofSeconds(1)), "u1"))
                    .isInstanceOf(RedisFailure.class);
            link.close().await(10, SECONDS);
        }
    }

    private static long take(RedisBudget budget, String key) throws Exception {
        return budget.take(key).await(10, SECONDS);
    }
}

package io.parley.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.bus.AgentWay;
import io.parley.bus.AgentWays;
import io.parley.protocol.ProtocolCodec;
import io.parley.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of turns of agents over Redis when Redis is away. */
class RedisAgentAwayTest extends AgentByHand {
    private final RedisServer redis;
    private final AgentWays ways;
    private final AgentWay way;

    RedisAgentAwayTest() throws Exception {
        redis = RedisServer.start();
        ways = RedisByHand.on(
                context, () -> Future.succeededFuture(AgentWays.of(vertx, ProtocolCodec.write(redis.config()))));
        way = RedisByHand.on(context, () -> Future.succeededFuture(ways.redis()));
    }

    @BeforeEach
    void start() throws Exception {
        RedisByHand.on(context, ways::start);
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Override
    AgentWay way() {
        return way;
    }

    @Override
    RedisByHand agent(String suffix) throws Exception {
        return RedisByHand.start(vertx, context, redis, suffix);
    }

    @Test
    void answerGoesOnWhenTheAgentSaysAgainWhatWasNotTaken() throws Exception {
        RedisByHand agent = agent("1");
        Future<Outcome> end = ask("t1", PATIENT);
        Asked asked = agent.turn();
        asked.says(new JsonObject().put("content", "before ").put("ack", true));
        assertThat(agent.told("taken").getInteger("taken")).isEqualTo(1);

        redis.kill();
        JsonObject during = new JsonObject().put("content", "during ").put("ack", true);
        asked.says(during);
        redis.restart();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            asked.repeat(during);
            return agent.told.stream().anyMatch(told -> Integer.valueOf(2).equals(told.getValue("taken")));
        });
        asked.says(new JsonObject().put("content", "after").put("done", true));

        end.await(20, SECONDS);
        assertThat(sink.content()).isEqualTo("before during after");
    }

    @Test
    void answerOfWhichSomethingWasLostIsInterruptedWithWhatCameBefore() throws Exception {
        RedisByHand agent = agent("1");
        Future<Outcome> end = ask("t1", PATIENT);
        Asked asked = agent.turn();
        asked.says(new JsonObject().put("content", "before").put("ack", true));
        agent.told("taken");

        redis.kill();
        asked.content("lost");
        redis.restart();
        asked.skip();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            asked.repeat(new JsonObject().put("content", "after"));
            return end.isComplete();
        });

        assertThat(failure(end).isGone()).isTrue();
        assertThat(sink.content()).isEqualTo("before");
    }

    @Test
    void answerWhoseAgentDoesNotComeBackIsInterrupted() throws Exception {
        RedisByHand agent = agent("1");
        Future<Outcome> end = ask("t1", new RemoteAgent.Patience(Duration.ofMillis(50), Duration.ofSeconds(2), 4));
        Asked asked = agent.turn();
        asked.says(new JsonObject().put("content", "before").put("ack", true));
        agent.told("taken");

        redis.kill();

        assertThat(failure(end).isGone()).isTrue();
        assertThat(sink.content()).isEqualTo("before");
    }

    @Test
    void turnThatBeginsMeanwhileIsGivenWhenRedisIsBack() throws Exception {
        RedisByHand agent = agent("1");
        redis.kill();
        Future<Outcome> end = ask("t1", PATIENT);

        redis.restart();

        Asked asked = agent.turn();
        asked.says(new JsonObject().put("content", "well").put("done", true));
        end.await(20, SECONDS);
        assertThat(sink.content()).isEqualTo("well");
    }
}

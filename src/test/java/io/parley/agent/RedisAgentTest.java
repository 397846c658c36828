package io.parley.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.parley.bus.AgentWay;
import io.parley.bus.AgentWays;
import io.parley.protocol.ProtocolCodec;
import io.parley.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAgentTest extends RemoteAgentContract {
    private final RedisServer redis;
    private final AgentWays ways;
    private final AgentWay way;

    RedisAgentTest() throws Exception {
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
    void turnThatAllHearIsHadByOne() throws Exception {
        List<RedisByHand> agents = List.of(agent("1"), agent("2"), agent("3"));
        List<Future<Outcome>> ends = new ArrayList<>();

        for (int i = 0; i < 30; i++) {
            ends.add(ask("t" + i, PATIENT));
        }

        List<String> had = new ArrayList<>();
        while (had.size() < 30) {
            for (RedisByHand agent : agents) {
                for (JsonObject turn = agent.turns.poll(); turn != null; turn = agent.turns.poll()) {
                    had.add(turn.getString("turn_id"));
                    new Asked(agent, turn).done();
                }
            }
        }
        Future.all(ends).await(20, SECONDS);
        assertThat(had).doesNotHaveDuplicates();
        assertThat(agents).allSatisfy(agent -> assertThat(agent.turns).isEmpty());
    }

    @Test
    void instancesShareTheTurns() throws Exception {
        RedisByHand first = agent("1");
        RedisByHand second = agent("2");
        ask("t", PATIENT);
        await().until(() -> first.turns.size() + second.turns.size() == 1);

        int asked = 1;
        while (first.turns.isEmpty() || second.turns.isEmpty()) { // nothing ends, so that one has more and more to do
            assertThat(asked).isLessThan(50);
            ask("t" + asked, PATIENT);
            asked++;
            int all = asked;
            await().until(() -> first.turns.size() + second.turns.size() == all);
        }
    }

    @Test
    void instanceThatHasNoTimeClaimsLater() throws Exception {
        RedisByHand agent = agent("1");
        agent.wants = false;
        Future<Outcome> end = ask("t1", PATIENT);
        JsonObject offer = next(agent.offers);

        JsonObject again = next(agent.offers);
        agent.claims(again, agent.control);

        agent.turn().done();
        end.await(10, SECONDS);
        assertThat(again).isEqualTo(offer);
        assertThat(again.fieldNames())
                .containsExactlyInAnyOrder("turn_id", "attempt", "offer", "kind", "project_id", "reply_address");
    }

    @Test
    void whoClaimsLateGetsNothingAndSeesThatNobodyHears() throws Exception {
        RedisByHand agent = agent("1");
        Future<Outcome> end = ask("t1", PATIENT);
        Asked asked = agent.turn();
        asked.content("mine");
        JsonObject offer = next(agent.offers);

        await().until(() ->
                agent.publish(offer.getString("reply_address"), "{}").await(10, SECONDS) == 0);

        asked.done();
        end.await(10, SECONDS);
        assertThat(sink.content()).isEqualTo("mine");
    }

    @Test
    void whoDidNotGetTheTurnCannotAnswerIt() throws Exception {
        RedisByHand liar = agent("1");
        liar.wants = false;
        Future<Outcome> end = ask("t1", PATIENT);
        JsonObject offer = next(liar.offers);

        new Asked(liar, offer).content("a lie");
        JsonObject told = next(liar.offers);
        RedisByHand agent = agent("2");
        Asked asked = agent.turn();
        asked.content("the truth");
        asked.done();

        end.await(10, SECONDS);
        assertThat(sink.content()).isEqualTo("the truth");
        assertThat(told.getString("reason")).contains("\"claim\"");
        assertThat(asked.turn().getString("reply_address")).isNotEqualTo(offer.getString("reply_address"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"channel:user:bob", "channel:agent:poet", "channel:agent:lawyer.1"})
    void agentCannotHaveOthersTold(String hearing) throws Exception {
        RedisByHand agent = agent("1");
        agent.wants = false;
        BlockingQueue<JsonObject> victim = agent.hears("channel:user:bob");
        ask("t1", PATIENT);
        JsonObject offer = next(agent.offers);

        agent.claims(offer, hearing);

        assertThat(next(agent.offers).getString("reason")).contains("\"control\"", "channel:agent:poet.");
        agent.send("channel:user:bob", new JsonObject().put("marker", true));
        assertThat(next(victim)).isEqualTo(new JsonObject().put("marker", true));
    }

    @Test
    void turnOfOneThatClaimsAndDoesNotHearGoesToTheNext() throws Exception {
        RedisByHand agent = agent("1");
        agent.wants = false;
        Future<Outcome> end = ask("t1", PATIENT);
        JsonObject offer = next(agent.offers);

        agent.claims(offer, RedisByHand.ADDRESS + ".nobody");
        agent.claims(offer, agent.control);

        Asked asked = agent.turn();
        asked.done();
        end.await(10, SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "[1]", "5"})
    void whatIsNoObjectIsRefused(String event) throws Exception {
        assertThat(reasonOfRefusing(event)).contains("JSON object");
    }

    @Test
    void eventThatIsTooLongIsRefused() throws Exception {
        String event = new JsonObject().put("content", "x".repeat(1 << 20)).encode();

        assertThat(reasonOfRefusing(event)).contains("larger than");
    }

    private String reasonOfRefusing(String event) throws Exception {
        RedisByHand agent = agent("1");
        Future<Outcome> end = ask("t1", PATIENT);
        Asked asked = agent.turn();
        asked.content("so far");

        agent.publish(asked.turn().getString("reply_address"), event);

        assertThat(failure(end).isGone()).isTrue();
        assertThat(sink.content()).isEqualTo("so far");
        return agent.told("reason").getString("reason");
    }

    @Test
    void whoSpeaksAfterTheEndIsHeardByNobody() throws Exception {
        RedisByHand agent = agent("1");
        Future<Outcome> end = ask("t1", PATIENT);
        Asked asked = agent.turn();
        asked.says(new JsonObject().put("content", "all").put("done", true));
        end.await(10, SECONDS);

        await().until(() -> agent.publish(asked.turn().getString("reply_address"), "{\"content\": \"more\"}")
                        .await(10, SECONDS)
                == 0);

        assertThat(sink.content()).isEqualTo("all");
    }

    @Test
    void agentOverRedisNeedsARedis() {
        var refused = catchThrowableOfType(IllegalArgumentException.class, () -> Agents.named("redis:poet", vertx));

        assertThat(refused).hasMessageContaining("conversation.agent").hasMessageContaining("redis.enabled");
    }
}

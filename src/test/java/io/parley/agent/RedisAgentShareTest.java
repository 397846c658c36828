package io.parley.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.AgentWay;
import io.parley.bus.AgentWays;
import io.parley.protocol.ProtocolCodec;
import io.parley.redis.RedisServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several nodes and several agents over one Redis: who gets what, and what one of them costs the others. */
class RedisAgentShareTest extends AgentByHand {
    private static final int FLOOD = 5_000;

    private final RedisServer redis = RedisServer.start();
    private final Vertx elsewhere = Vertx.vertx();
    private final Context there = elsewhere.getOrCreateContext();
    private final AgentWay way;
    private final AgentWay wayThere;

    RedisAgentShareTest() throws Exception {
        way = way(vertx, context);
        wayThere = way(elsewhere, there);
    }

    @AfterEach
    void stop() throws Exception {
        elsewhere.close().await(10, SECONDS);
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
    void turnsOfTwoNodesAreKeptApartAlsoWhereTheyHaveOneName() throws Exception {
        RedisByHand agent = agent("1");
        RecordingSink other = new RecordingSink(false);
        Future<Outcome> here = ask("t1", PATIENT);
        Asked first = agent.turn();
        Future<Outcome> far = ask(elsewhere, there, wayThere, "t1", PATIENT, other);
        Asked second = agent.turn();

        first.content("月");
        second.content("sun");
        first.content("亮 🌙");
        second.done();
        far.await(10, SECONDS);
        first.done();
        here.await(10, SECONDS);

        assertThat(sink.content()).isEqualTo("月亮 🌙");
        assertThat(other.content()).isEqualTo("sun");
    }

    @Test
    void cancelOfOneNodeIsNotToldToTheAgentOfAnother() throws Exception {
        RedisByHand first = agent("1");
        ask("t1", PATIENT);
        first.turn();
        first.wants = false;
        RedisByHand second = agent("2");
        RecordingSink other = new RecordingSink(false);
        Future<Outcome> far = ask(elsewhere, there, wayThere, "t1", PATIENT, other);
        Asked stays = second.turn();

        context.runOnContext(v -> sink.cancel());

        first.told("cancel");
        stays.done();
        far.await(10, SECONDS);
        assertThat(second.told).noneMatch(told -> told.containsKey("cancel"));
    }

    @Test
    void floodOfOneAgentComesWholeAndLosesNothingOfAnother() throws Exception {
        RedisByHand loud = agent("1");
        Future<Outcome> flooded = ask("t1", PATIENT);
        Asked flood = loud.turn();
        loud.wants = false;
        RedisByHand quiet = agent("2");
        RecordingSink other = new RecordingSink(false);
        Future<Outcome> beside = ask(vertx, context, way, "t2", PATIENT, other);
        Asked calm = quiet.turn();
        StringBuilder all = new StringBuilder();

        for (int i = 0; i < FLOOD; i++) {
            flood.content(i + " ");
            all.append(i).append(' ');
            if (i % 1_000 == 0) {
                calm.content("静");
                loud.publish("channel:nobody", "{}").await(10, SECONDS); // Redis has taken what came before
            }
        }
        calm.done();
        flood.done();

        Future.all(beside, flooded).await(20, SECONDS);
        assertThat(sink.content()).isEqualTo(all.toString());
        assertThat(other.content()).isEqualTo("静静静静静");
    }

    @Test
    void whoHasDoneItsTurnIsAsGoodAsIdle() throws Exception {
        RedisByHand busy = agent("1");
        RedisByHand quick = agent("2");
        claimBoth(busy, quick, "t1");
        busy.turn();
        Future<Outcome> second = claimBoth(busy, quick, "t2");
        quick.turn().done();
        second.await(10, SECONDS);

        Future<Outcome> third = claimBoth(busy, quick, "t3");

        quick.turn().done();
        third.await(10, SECONDS);
    }

    @Test
    void turnThatAnInstanceDidNotHearIsNotCountedAgainstIt() throws Exception {
        RedisByHand busy = agent("1");
        busy.wants = false;
        ask("t1", PATIENT);
        JsonObject offer = next(busy.offers);
        busy.claims(offer, RedisByHand.ADDRESS + ".2");
        busy.claims(offer, busy.control);
        busy.turn();

        RedisByHand late = agent("2");
        Future<Outcome> end = claimBoth(busy, late, "t2");

        late.turn().done();
        end.await(10, SECONDS);
    }

    @Test
    void allAreToldOnceOfClaimsThatAreNone() throws Exception {
        RedisByHand agent = agent("1");
        agent.wants = false;
        Future<Outcome> end = ask("t1", PATIENT);
        JsonObject offer = next(agent.offers);

        agent.claims(offer, "channel:user:bob");
        agent.claims(offer, "channel:user:eve");
        agent.claims(offer, agent.control);

        agent.turn().done();
        end.await(10, SECONDS);
        agent.send(RedisByHand.ADDRESS, new JsonObject().put("marker", true));
        int reasons = 0;
        for (JsonObject told = next(agent.offers); !told.containsKey("marker"); told = next(agent.offers)) {
            reasons += told.containsKey("reason") ? 1 : 0;
        }
        assertThat(reasons).isOne();
    }

    /** Asks, and has {@code first} claim before {@code second} does. */
    private Future<Outcome> claimBoth(RedisByHand first, RedisByHand second, String turnId) throws Exception {
        first.wants = false;
        second.wants = false;
        first.offers.clear();
        Future<Outcome> end = ask(turnId, PATIENT);
        JsonObject offer = next(first.offers);
        first.claims(offer, first.control);
        first.claims(offer, second.control);
        return end;
    }

    private AgentWay way(Vertx node, Context on) throws Exception {
        AgentWays ways = RedisByHand.on(
                on, () -> Future.succeededFuture(AgentWays.of(node, ProtocolCodec.write(redis.config()))));
        AgentWay made = RedisByHand.on(on, () -> Future.succeededFuture(ways.redis()));
        RedisByHand.on(on, ways::start);
        return made;
    }
}

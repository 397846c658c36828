package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.client.TestClient;
import io.parley.protocol.ServerMessage;
import io.parley.redis.RedisLink;
import io.parley.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RatesTest extends GatewayFixture {
    private RedisServer redis;

    @BeforeEach
    void startRedis() throws Exception {
        redis = RedisServer.start();
        conversation.serve();
    }

    @AfterEach
    void stopRedis() throws Exception {
        redis.close();
    }

    @Test
    void oneBudgetIsSpentAtAllGateways() throws Exception {
        gateway(ListingTest.section(redis));
        TestClient here = connected();
        gateway(ListingTest.section(redis));
        TestClient there = connected();

        int taken = 0;
        while (answer(taken % 2 == 0 ? here : there, "c" + taken).equals("ack")) {
            taken++;
        }

        assertThat(taken)
                .as("4, and one for each second that it took; with two budgets 8")
                .isBetween(4, 7);
        assertThat(answer(here, "c0")).as("answered before").isEqualTo("ack");
    }

    @Test
    void messagesThatWereHandledBeforeCostNothingAnywhere() throws Exception {
        conversation.onHandle = request -> Future.succeededFuture(conversation.reply(
                new ServerMessage.Ack(1, "p1", String.valueOf(request.message().id()), "m1", 1L, true)));
        gateway(ListingTest.section(redis));
        TestClient here = connected();
        gateway(ListingTest.section(redis));
        TestClient there = connected();

        for (int i = 0; i < 25; i++) {
            here.send(TestClient.chat("c" + i, "hello"));
        }

        for (int i = 0; i < 25; i++) {
            assertThat(here.next().getString("type")).isEqualTo("ack");
        }
        assertThat(answer(there, "new")).isEqualTo("ack");
    }

    @Test
    void withoutRedisEachGatewayHasABudgetOfItsOwn() throws Exception {
        redis.kill();
        gateway(ListingTest.section(redis));
        TestClient here = connected();
        gateway(new JsonObject());
        TestClient there = connected();

        for (int i = 0; i < 4; i++) {
            assertThat(answer(here, "h" + i)).isEqualTo("ack");
            assertThat(answer(there, "t" + i)).isEqualTo("ack");
        }
        assertThat(untilRefused(here)).isLessThan(4);
    }

    @Test
    void frozenRedisHoldsNoMessageAndTheirOrderStays() throws Exception {
        gateway(ListingTest.section(redis));
        TestClient client = connected();
        assertThat(answer(client, "before")).isEqualTo("ack");

        redis.freeze();
        for (int i = 0; i < 3; i++) {
            client.send(TestClient.chat("c" + i, "你好 👋"));
        }

        for (int i = 0; i < 3; i++) {
            assertThat(client.next("ack").getString("id")).isEqualTo("c" + i);
        }
        assertThat(untilRefused(client)).isLessThan(4);
    }

    @Test
    void turnsAreCountedOverAllGatewaysAndWhatNoAgentWorksForIsNot() throws Exception {
        var rate = new JsonObject("{\"burst\":1000,\"messages_per_second\":1000,\"turns_per_minute\":3}");
        startGateway(new JsonObject().put("rate", rate).put("redis", ListingTest.section(redis)));
        TestClient here = connected();
        startGateway(new JsonObject().put("rate", rate).put("redis", ListingTest.section(redis)));
        TestClient there = connected();

        assertThat(answer(here, "c0")).isEqualTo("ack");
        assertThat(answer(there, "c1")).isEqualTo("ack");
        assertThat(answer(here, "c2")).isEqualTo("ack");
        there.send(TestClient.chat("c3", "hello"));
        JsonObject refused = there.next();
        assertThat(refused.getString("code")).isEqualTo("RATE_LIMIT");
        assertThat(refused.getLong("retry_after_ms")).isBetween(1L, 20_000L);
        there.send("{\"type\":\"ping\",\"id\":\"p\"}");
        assertThat(there.next().getString("type")).isEqualTo("pong");
        assertThat(answer(here, "c0")).as("answered before").isEqualTo("ack");
    }

    @Test
    void turnThatRedisRefusesIsNotSpentHere() throws Exception {
        var rate = new GatewayConfig.Rate(1_000, 1_000, 1);
        RedisLink link = link();
        Rates here = new Rates(vertx, rate, link);
        assertThat(rate.sharedTurns(link).take("u1").await(10, SECONDS))
                .as("by another gateway")
                .isZero();
        assertThat(here.takeTurn("u1").await(10, SECONDS)).isPositive();

        rate.sharedTurns(link).giveBack("u1").await(10, SECONDS);

        assertThat(here.takeTurn("u1").await(10, SECONDS)).isZero();
    }

    @Test
    void turnThatIsRefusedHereIsNotAskedForAtRedis() throws Exception {
        RedisLink link = link();
        Rates here = new Rates(vertx, new GatewayConfig.Rate(1_000, 1_000, 1), link);
        assertThat(here.takeTurn("u1").await(10, SECONDS)).isZero();
        List<String> asked = scripts(link);

        assertThat(here.takeTurn("u1").await(10, SECONDS)).isPositive();
        assertThat(here.takeTurn("u1").await(10, SECONDS)).isPositive();

        assertThat(scripts(link)).isEqualTo(asked);
    }

    private RedisLink link() throws Exception {
        RedisLink link = new RedisLink(vertx, redis.config());
        link.start().await(10, SECONDS);
        return link;
    }

    /** How often scripts have run at Redis. */
    private static List<String> scripts(RedisLink link) throws Exception {
        return String.valueOf(
                        link.send(Request.cmd(Command.INFO, "commandstats")).await(10, SECONDS))
                .lines()
                .filter(line -> line.startsWith("cmdstat_eval"))
                .toList();
    }

    /** How many more pass. */
    private static int untilRefused(TestClient client) throws Exception {
        int passed = 0;
        while (answer(client, "more" + passed).equals("ack")) {
            passed++;
        }
        return passed;
    }

    private void gateway(JsonObject section) throws Exception {
        startGateway(new JsonObject()
                .put("rate", new JsonObject("{\"burst\":4,\"messages_per_second\":1}"))
                .put("redis", section));
    }

    /** The type of the answer, or the code of the error. */
    static String answer(TestClient client, String id) throws Exception {
        client.send(TestClient.chat(id, "hello"));
        JsonObject answer = client.next();
        return answer.getString("code", answer.getString("type"));
    }
}

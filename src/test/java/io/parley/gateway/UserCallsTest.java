package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.parley.bus.UserPush;
import io.parley.client.ConnectOptions;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What an application says to a user by {@code gateway.push}. */
class UserCallsTest extends GatewayFixture {
    @Test
    void allConnectionsOfTheUserAtAllGatewaysAreReachedOnceAndCounted() throws Exception {
        start();
        int first = port;
        startGateway(new JsonObject());
        try (var here = connected();
                var there =
                        connected(ConnectOptions.to("127.0.0.1", first, "p2").withUser("u1"));
                var other = connected(to("p1").withUser("u2"))) {
            JsonObject reply = push("u1", new JsonObject().put("type", "news").put("text", "你好 👋"));

            assertThat(reply).isEqualTo(new JsonObject().put("success", true).put("count", 2));
            assertThat(here.next().getString("text")).isEqualTo("你好 👋");
            assertThat(there.next().getString("text")).isEqualTo("你好 👋");
            push("u1", new JsonObject().put("type", "more"));
            push("u2", new JsonObject().put("type", "own"));
            assertThat(here.next().getString("type")).isEqualTo("more");
            assertThat(other.next().getString("type")).isEqualTo("own");
        }
    }

    @Test
    void messageForOneConversationReachesItsConnectionsOnly() throws Exception {
        start();
        try (var one = connected(to("p1"));
                var two = connected(to("p2"))) {
            JsonObject reply = push("u1", new JsonObject().put("type", "news").put("project_id", "p2"));
            push("u1", new JsonObject().put("type", "for all"));

            assertThat(reply.getInteger("count")).isEqualTo(1);
            assertThat(two.next().getString("type")).isEqualTo("news");
            assertThat(one.next().getString("type")).isEqualTo("for all");
        }
    }

    @Test
    void messageHasTheTimeWhenItIsShownWhereItBringsNone() throws Exception {
        start();
        try (var client = connected()) {
            long before = System.currentTimeMillis();
            push("u1", new JsonObject().put("type", "news"));
            push("u1", new JsonObject().put("type", "old").put("timestamp", 17));
            vertx.eventBus().publish("user.push.u1", new JsonObject().put("type", "told"));

            assertThat(client.next("news").getLong("timestamp")).isBetween(before, System.currentTimeMillis());
            assertThat(client.next("old").getLong("timestamp")).isEqualTo(17);
            assertThat(client.next("told").getLong("timestamp")).isBetween(before, System.currentTimeMillis());
        }
    }

    @Test
    void userWhoIsNowhereIsCountedAsNobody() throws Exception {
        start();

        JsonObject reply = push("nobody", new JsonObject().put("type", "news"));

        assertThat(reply).isEqualTo(new JsonObject().put("success", true).put("count", 0));
    }

    @Test
    void messageWithoutATypeIsRefused() throws Exception {
        start();

        Throwable refused = catchThrowable(() -> push("u1", new JsonObject().put("text", "x")));

        assertThat(refused).isInstanceOf(ReplyException.class).hasMessageContaining("BAD_REQUEST");
    }

    @Test
    void messageThatIsTooLargeIsRefusedAndNobodyIsDisturbed() throws Exception {
        start();
        try (var client = connected()) {
            JsonObject large = new JsonObject().put("type", "news").put("text", "x".repeat(UserPush.MAX_BYTES));

            Throwable refused = catchThrowable(() -> push("u1", large));
            push("u1", new JsonObject().put("type", "more"));

            assertThat(refused).hasMessageContaining("BAD_REQUEST").hasMessageContaining("131072");
            assertThat(client.next().getString("type")).isEqualTo("more");
        }
    }

    @Test
    void callsThatAreNoneAreRefusedAndTheNextIsHeard() throws Exception {
        start();
        try (var client = connected()) {
            JsonObject call = new JsonObject()
                    .put("user_id", "u1")
                    .put("reply_address", "app.1")
                    .put("correlation_id", "c1");
            vertx.eventBus().publish("gateway.all", call);
            vertx.eventBus().publish("gateway.all", call.copy().put("message", 5));
            vertx.eventBus().publish("gateway.all", call.copy().put("message", new JsonObject()));

            assertThat(push("u1", new JsonObject().put("type", "more")).getInteger("count"))
                    .isEqualTo(1);
            assertThat(client.next().getString("type")).isEqualTo("more");
        }
    }

    @Test
    void gatewayThatStopsTellsWhoWaitsWhatItHasCounted() throws Exception {
        start();
        String gateway = vertx.deploymentIDs().iterator().next();
        Future<Message<JsonObject>> waiting = vertx.eventBus()
                .request(
                        "gateway.push",
                        new JsonObject().put("user_id", "nobody").put("message", new JsonObject().put("type", "news")));

        vertx.undeploy(gateway).await(10, SECONDS);

        assertThat(waiting.await(10, SECONDS).body().getInteger("count")).isZero();
    }

    private JsonObject push(String userId, JsonObject message) throws Exception {
        JsonObject body = new JsonObject().put("user_id", userId).put("message", message);
        return vertx.eventBus()
                .<JsonObject>request("gateway.push", body)
                .await(10, SECONDS)
                .body();
    }
}

package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.bus.RegisterReply;
import io.parley.client.TestClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway that stops, and its clients until they have left. */
class DrainTest extends GatewayFixture {
    private final List<RawSocket> others = new ArrayList<>();
    private String id = "";

    @BeforeEach
    void serve() throws Exception {
        conversation.serve();
        id = startGateway(new JsonObject().put("drain_ms", 60_000));
    }

    @AfterEach
    void closeOthers() throws Exception {
        leave();
    }

    @Test
    void clientIsServedUntilItsTimeAndThenClosed() throws Exception {
        come(100); // each makes the time of the last longer
        try (var client = connected()) {
            Future<Void> stopped = vertx.undeploy(id);
            JsonObject told = client.next("status");

            client.send(TestClient.chat("c1", "hello"));

            assertThat(told.getString("status")).isEqualTo("draining");
            assertThat(client.next("ack").getString("id")).isEqualTo("c1");
            conversation.push(conversation.grow(1));
            assertThat(client.next("notice").getLong("seq")).isPositive();
            assertThat(client.closeCode()).isEqualTo(1012);
            stopped.await(10, SECONDS);
        }
    }

    @Test
    void nobodyIsLetInAnyMore() throws Exception {
        come(100);
        try (var client = connected()) {
            Future<Void> stopped = vertx.undeploy(id);
            client.next("status");

            var refused =
                    catchThrowableOfType(UpgradeRejectedException.class, () -> new TestClient(vertx, to("p1")).close());
            try (var browser = new TestClient(vertx, to("p1").withOrigin("http://127.0.0.1:" + port))) {
                JsonObject error = browser.next("error");
                assertThat(error.getString("code")).isEqualTo("UNAVAILABLE");
                assertThat(error.getLong("retry_after_ms")).isNotNull();
                assertThat(browser.closeCode()).isEqualTo(1012);
            }

            assertThat(refused.getStatus()).isEqualTo(503);
            assertThat(refused.getHeaders().get("Retry-After")).isIn("1", "2");
            stopped.await(10, SECONDS);
        }
    }

    @Test
    void thoseWhoLeaveSoonerAreNotWaitedFor() throws Exception {
        come(800); // whose times are spread over 17 s
        try (var client = connected()) {
            Future<Void> stopped = vertx.undeploy(id);
            client.next("status");

            leave();
            client.close(1000);

            stopped.await(10, SECONDS);
        }
    }

    @Test
    void clientThatLeavesAtItsTimeIsExpectedBack() throws Exception {
        try (var client = connected()) {
            Future<Void> stopped = vertx.undeploy(id);
            client.next("status");

            client.close(1000);

            assertThat(conversation.unregistered.poll(5, SECONDS).reason()).isEqualTo("drain");
            stopped.await(10, SECONDS);
        }
    }

    @Test
    void clientThatIsStillBeingRegisteredHearsOfItBehindConnected() throws Exception {
        Promise<RegisterReply> answer = Promise.promise();
        conversation.onRegister = request -> answer.future();
        come(100);
        try (var client = new TestClient(vertx, to("p1"))) {
            var request = conversation.registered.take();
            Future<Void> stopped = vertx.undeploy(id);

            conversation.welcome(request).onComplete(answer);

            assertThat(client.next("status").getString("status")).isEqualTo("connected");
            assertThat(client.next("status").getString("status")).isEqualTo("draining");
            leave();
            client.close(1000);
            stopped.await(10, SECONDS);
        }
    }

    private void come(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            others.add(RawSocket.upgraded(port, "/ws?project_id=p1&user_id=other" + i));
        }
    }

    private void leave() throws IOException {
        for (RawSocket other : others) {
            other.close();
        }
        others.clear();
    }
}

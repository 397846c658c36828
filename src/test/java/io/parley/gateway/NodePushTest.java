package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.bus.Addresses;
import io.parley.bus.ReadRequest;
import io.parley.bus.RegisterReply;
import io.parley.bus.RegisterRequest;
import io.parley.client.TestClient;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A gateway to whose own address conversations push. */
class NodePushTest extends GatewayFixture {
    private static final JsonObject BY_NODE = new JsonObject().put("push_to", "node");

    @Test
    void connectionsRegisterWithTheAddressOfTheirGateway() throws Exception {
        start(BY_NODE);
        try (var client = connected()) {
            RegisterRequest request = registration();

            assertThat(request.pushTo()).isEqualTo(Addresses.gateway(request.gateway()));
        }
    }

    @Test
    void whatIsForAllIsHeardByTheUsersOfItsConversationAlone() throws Exception {
        start(BY_NODE);
        try (var anna = connected(to("p1").withUser("anna"));
                var ben = connected(to("p1").withUser("ben"));
                var other = connected(to("p2").withUser("carl"))) {
            String here = registration().pushTo();

            Logged.Notice first = conversation.grow(1);
            conversation.pushTo(here, null, first);

            assertThat(anna.next("notice").getLong("seq")).isEqualTo(first.seq());
            assertThat(ben.next("notice").getLong("seq")).isEqualTo(first.seq());
            assertHeardNothing("carl", other);
        }
    }

    @Test
    void whatIsForOneUserIsHeardByNoOther() throws Exception {
        start(BY_NODE);
        try (var anna = connected(to("p1").withUser("anna"));
                var ben = connected(to("p1").withUser("ben"))) {
            conversation.pushTo(
                    registration().pushTo(),
                    "anna",
                    new ServerMessage.Status(
                            1, "p1", ServerMessage.Status.State.PRESENCE, new JsonObject().put("user_id", "carl")));

            assertThat(anna.next("status").getString("status")).isEqualTo("presence");
            assertHeardNothing("ben", ben);
        }
    }

    @Test
    void whatGoesToTheUsersAddressForAnotherGatewayIsNotHeardTwice() throws Exception {
        start(BY_NODE);
        try (var client = connected()) {
            Logged.Notice notice = conversation.grow(1);
            conversation.pushTo(registration().pushTo(), null, notice);
            conversation.push("u1", conversation.grow(1)); // as a gateway hears it that registers by user

            assertThat(client.next("notice").getLong("seq")).isEqualTo(1);
            assertHeardNothing("u1", client);
        }
    }

    @Test
    void applicationsReachItsUsersAtTheirOwnAddresses() throws Exception {
        start(BY_NODE);
        try (var client = connected()) {
            vertx.eventBus()
                    .publish(
                            Addresses.userPush("u1"),
                            new JsonObject().put("type", "notice").put("content", "hi"));

            assertThat(client.next("notice").getString("content")).isEqualTo("hi");
        }
    }

    @Test
    void applicationsDoNotWhereOnlyTheGatewayIsHeard() throws Exception {
        start(new JsonObject().put("push_to", "node_only"));
        try (var client = connected()) {
            vertx.eventBus()
                    .publish(
                            Addresses.userPush("u1"),
                            new JsonObject().put("type", "notice").put("content", "hi"));

            Logged.Notice next = conversation.grow(1);
            conversation.pushTo(registration().pushTo(), null, next);
            assertThat(client.next().getLong("seq")).isEqualTo(next.seq());
        }
    }

    @Test
    void conversationOfWhichSomethingWasDroppedIsReadAndNoOther() throws Exception {
        start(BY_NODE);
        try (var one = connected(to("p1"));
                var other = connected(to("p2").withUser("u2"))) {
            Logged.Notice lost = conversation.grow(1);

            conversation.drop(registration().pushTo(), List.of("p1"));

            assertThat(one.next("notice").getLong("seq")).isEqualTo(lost.seq());
            assertThat(conversation.read).extracting(ReadRequest::projectId).containsExactly("p1");
        }
    }

    @Test
    void whereNobodyKnowsWhatWasLostAllConversationsOfThatOwnerAreRead() throws Exception {
        start(BY_NODE);
        try (var one = connected(to("p1"));
                var other = connected(to("p2").withUser("u2"))) {
            conversation.grow(1);

            conversation.drop(registration().pushTo(), null);

            one.next("notice");
            await().until(() -> conversation.read.stream()
                    .map(ReadRequest::projectId)
                    .distinct()
                    .sorted()
                    .toList()
                    .equals(List.of("p1", "p2")));
        }
    }

    @Test
    void whatWasDroppedWhileTheFirstRegisterWasAnsweredIsRead() throws Exception {
        start(BY_NODE);
        try (var other = connected(to("p2").withUser("u2"))) {
            Promise<RegisterReply> answer = Promise.promise();
            conversation.registered.clear();
            conversation.onRegister = request -> answer.future();
            var client = new TestClient(vertx, to("p1"));
            RegisterRequest request = conversation.registered.poll(5, SECONDS);
            RegisterReply before = conversation.welcome(request).result(); // as it stands before the next is dropped
            Logged.Notice lost = conversation.grow(1);

            conversation.drop(request.pushTo(), List.of("p1"));
            await().until(() -> conversation.acknowledged.stream().anyMatch(ack -> ack.n() == 2));
            answer.complete(before);

            assertThat(client.next("notice").getLong("seq")).isEqualTo(lost.seq());
        }
    }

    private RegisterRequest registration() {
        return Objects.requireNonNull(conversation.registered.peek());
    }

    /** What an application says to the user now is the next that {@code client} hears. */
    private void assertHeardNothing(String userId, TestClient client) throws Exception {
        JsonObject fence = new JsonObject().put("type", "notice").put("content", "the next");
        vertx.eventBus().publish(Addresses.userPush(userId), fence);
        assertThat(client.next().getString("content")).isEqualTo("the next");
    }
}

package io.parley;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.client.ConnectOptions;
import io.parley.client.LastingConnection;
import io.parley.client.LastingListener;
import io.parley.client.Refused;
import io.parley.client.TestClient;
import io.parley.launcher.chat.Chat;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The clients in Java at a gateway that lets each user send little. */
class PacedClientTest {
    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<LastingListener.State> states = new LinkedBlockingQueue<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, SECONDS);
    }

    @Test
    void moreThanMayBeSentAtOnceIsSentOneAfterTheOtherAndTheConnectionStays() throws Exception {
        try (var node = TestNode.echoing(rate(2, 3))) {
            var connection = new LastingConnection(vertx, to(node), new States());
            connection.open();
            List<Future<ServerMessage>> sent = IntStream.rangeClosed(1, 5)
                    .mapToObj(n -> connection.send(TestClient.chat("c" + n, "line " + n)))
                    .toList();

            Future.all(sent).await(20, SECONDS);

            assertThat(states).containsExactly(LastingListener.State.CONNECTING, LastingListener.State.OPEN);
            assertThat(sent.stream().map(answer -> ((ServerMessage.Ack) answer.result()).seq()))
                    .isSorted();
        }
    }

    @Test
    void messageThatTheServerWouldNotEvenReadIsRefusedAndTheNextIsSent() throws Exception {
        JsonObject small = new JsonObject().put("max_message_bytes", 2_048).put("max_frame_bytes", 4_096);
        try (var node = TestNode.echoing(small)) {
            var connection = new LastingConnection(vertx, to(node), new States());
            connection.open();

            Future<ServerMessage> large = connection.send(TestClient.chat("c1", "x".repeat(10_000)));
            ServerMessage next = connection.send(TestClient.chat("c2", "well")).await(20, SECONDS);

            assertThat(next).isInstanceOf(ServerMessage.Ack.class);
            assertThat(large.cause()).isInstanceOf(Refused.class).hasMessageContaining("at most 2048 bytes");
            assertThat(states).containsExactly(LastingListener.State.CONNECTING, LastingListener.State.OPEN);
        }
    }

    @Test
    void chatAtTheEndOfAPipeEndsThoughItsLastQuestionIsTooFast() throws Exception {
        StringWriter out = new StringWriter();
        try (var node = TestNode.echoing(rate(1, 3))) {
            Chat chat = Chat.open(vertx, to(node), new PrintWriter(out, true), false, false);
            chat.typed("one");
            chat.typed("two");
            chat.end();

            assertThat(chat.ended().await(20, SECONDS).wanted()).isTrue();
            assertThat(out.toString()).contains("assistant: two").doesNotContain("RATE_LIMIT", "connection lost");
        }
    }

    private static JsonObject rate(int messagesPerSecond, int burst) {
        return new JsonObject()
                .put(
                        "rate",
                        new JsonObject()
                                .put("messages_per_second", messagesPerSecond)
                                .put("burst", burst));
    }

    private static ConnectOptions to(TestNode node) {
        return ConnectOptions.to("127.0.0.1", node.port(), "p1").withUser("u1");
    }

    private final class States implements LastingListener {
        @Override
        public void onMessage(ServerMessage message) {
            // the answers say enough
        }

        @Override
        public void onState(State state, String reason) {
            states.add(state);
        }
    }
}

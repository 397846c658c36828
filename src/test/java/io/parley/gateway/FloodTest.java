package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.HandleReply;
import io.parley.bus.HandleRequest;
import io.parley.client.TestClient;
import io.parley.faults.Row;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that send far more than they may: they are told, then closed, and all others are answered as before. */
@Row(21)
class FloodTest extends GatewayFixture {
    private static final int A_SECOND = 1_000;

    @Test
    void whoSendsAThousandASecondIsToldAndClosedAndTheOthersAreAnswered() throws Exception {
        start();
        try (var other = connected(to("p1").withUser("u2"));
                var raw = RawSocket.upgraded(port)) {
            raw.readMessage();
            for (int i = 0; i < A_SECOND; i++) {
                raw.text(chat("f" + i));
            }
            other.send(TestClient.chat("c1", "hello"));

            List<JsonObject> told = upToClose(raw, 4429);
            assertThat(told.stream().map(message -> message.getString("code")).filter("RATE_LIMIT"::equals))
                    .hasSize(3);
            assertThat(other.next("ack").getString("id")).isEqualTo("c1");
            assertThat(conversation.handled).hasSizeLessThan(30);
        }
    }

    @Test
    void manyMessagesInOneFrameOfSockJsAreCountedOneByOne() throws Exception {
        start();
        try (var raw = RawSocket.small(port, "/sockjs/0/s1/websocket?project_id=p1&user_id=u1")) {
            raw.readMessage(); // o
            raw.readMessage(); // connected
            List<String> all = new ArrayList<>(Collections.nCopies(50, chat("c")));
            all.addAll(Collections.nCopies(20_950, "{}"));
            raw.frame(RawSocket.TEXT, true, new JsonArray(all).encode().getBytes(StandardCharsets.UTF_8));

            List<String> frames = new ArrayList<>();
            while (frames.isEmpty() || !frames.get(frames.size() - 1).startsWith("c[4429")) {
                frames.add(raw.readMessage().text());
            }
            assertThat(String.join("", frames).split("RATE_LIMIT", -1)).hasSize(4);
            assertThat(conversation.unregistered.poll(5, SECONDS).reason()).isEqualTo("flooding");
            assertThat(conversation.handled).hasSizeLessThan(30);
        }
    }

    @Test
    void whoSendsTheSameAnsweredMessageForEverIsClosedToo() throws Exception {
        start();
        try (var raw = RawSocket.upgraded(port)) {
            RawSocket.Frame answer = raw.readMessage();
            for (int i = 0; i < A_SECOND && answer.opcode() != RawSocket.CLOSE; i++) {
                raw.text(chat("c1"));
                answer = raw.readMessage();
            }

            assertThat(answer.closeCode()).isEqualTo(4429);
            assertThat(conversation.handled).hasSizeLessThan(600);
        }
    }

    @Test
    void whoComesBackAndSendsAgainWhatItHasNoAnswerToIsNotTooFast() throws Exception {
        conversation.onHandle = this::duplicate;
        start();
        try (var client = connected()) {
            for (int i = 0; i < 80; i++) {
                client.send(chat("c" + i));
            }

            for (int i = 0; i < 80; i++) {
                assertThat(client.next().getString("id")).isEqualTo("c" + i);
            }
            assertThat(conversation.handled).hasSize(80);
        }
    }

    @Test
    void whoSendsOldMessagesForEverIsClosedToo() throws Exception {
        conversation.onHandle = this::duplicate;
        start();
        try (var raw = RawSocket.upgraded(port)) {
            RawSocket.Frame answer = raw.readMessage();
            for (int i = 0; i < A_SECOND && answer.opcode() != RawSocket.CLOSE; i++) {
                raw.text(chat("c" + i));
                answer = raw.readMessage();
            }

            assertThat(answer.closeCode()).isEqualTo(4429);
            assertThat(conversation.handled).hasSizeLessThan(600);
        }
    }

    private Future<HandleReply> duplicate(HandleRequest request) {
        ServerMessage.Ack ack = ScriptedConversation.ack(request);
        return Future.succeededFuture(conversation.reply(
                new ServerMessage.Ack(ack.timestamp(), ack.projectId(), ack.id(), ack.messageId(), ack.seq(), true)));
    }

    private static String chat(String id) {
        return "{\"type\":\"chat\",\"id\":\"" + id + "\",\"content\":\"hi\"}";
    }

    private static List<JsonObject> upToClose(RawSocket raw, int code) throws Exception {
        List<JsonObject> told = new ArrayList<>();
        RawSocket.Frame frame = raw.readMessage();
        while (frame.opcode() != RawSocket.CLOSE) {
            told.add(new JsonObject(frame.text()));
            frame = raw.readMessage();
        }
        assertThat(frame.closeCode()).isEqualTo(code);
        return told;
    }
}

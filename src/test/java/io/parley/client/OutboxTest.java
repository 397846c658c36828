package io.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a cancel, and of what it names. No timer ends while these run. */
class OutboxTest {
    private static final long AN_HOUR_MS = 3_600_000;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> written = new ArrayList<>();
    private boolean isOpen = true;
    private final Outbox outbox = new Outbox(vertx, "p1", message -> {
        if (isOpen) {
            written.add(message.id());
        }
        return isOpen;
    });

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void cancelTakesBackWhatWasNeverSent() {
        outbox.add(TestClient.chat("c1", "one"));
        Future<ServerMessage> second = outbox.add(TestClient.chat("c2", "two"));

        Future<ServerMessage> cancel = outbox.add(cancel("x1", new JsonObject().put("id", "c2")));
        outbox.answered("c1", ack("c1"));
        outbox.add(TestClient.chat("c3", "three"));

        assertThat(second.cause())
                .isInstanceOf(CancellationException.class)
                .hasMessage("it was cancelled before it was sent");
        assertThat(((ServerMessage.Ack) cancel.result()).id()).isEqualTo("x1");
        assertThat(((ServerMessage.Ack) cancel.result()).messageId()).isNull();
        assertThat(written).containsExactly("c1", "c3");
    }

    @Test
    void cancelTakesBackWhatWaitsForTheConnection() {
        isOpen = false;
        Future<ServerMessage> chat = outbox.add(TestClient.chat("c1", "one"));

        Future<ServerMessage> cancel = outbox.add(cancel("x1", new JsonObject().put("id", "c1")));
        isOpen = true;
        outbox.flush();

        assertThat(chat.cause()).isInstanceOf(CancellationException.class);
        assertThat(cancel.succeeded()).isTrue();
        assertThat(written).isEmpty();
    }

    @Test
    void cancelDoesNotPassWhatWasSent() {
        outbox.add(TestClient.chat("c1", "one"));
        outbox.add(cancel("x1", new JsonObject().put("id", "c1")));
        List<String> before = List.copyOf(written);

        outbox.answered("c1", ack("c1"));

        assertThat(before).containsExactly("c1");
        assertThat(written).containsExactly("c1", "x1");
    }

    @Test
    void cancelDoesNotTakeBackWhatMayHaveArrived() {
        Future<ServerMessage> chat = outbox.add(TestClient.chat("c1", "one"));
        outbox.lost();
        outbox.add(cancel("x1", new JsonObject().put("id", "c1")));

        outbox.flush();
        outbox.refused(refusal(ErrorCode.RATE_LIMIT, "c1"));

        assertThat(chat.isComplete()).isFalse();
        assertThat(written).containsExactly("c1", "c1");
    }

    @Test
    void cancelTakesBackWhatTheServerSaysItDidNotTake() {
        Future<ServerMessage> chat = outbox.add(TestClient.chat("c1", "one"));
        Future<ServerMessage> cancel = outbox.add(cancel("x1", new JsonObject().put("id", "c1")));

        outbox.refused(refusal(ErrorCode.RATE_LIMIT, "c1"));

        assertThat(chat.cause()).isInstanceOf(CancellationException.class);
        assertThat(cancel.succeeded()).isTrue();
        assertThat(written).containsExactly("c1");
    }

    @Test
    void cancelOfWhatIsNotHereGoesAtOnce() {
        outbox.add(TestClient.chat("c1", "one"));
        outbox.add(TestClient.chat("c2", "two"));

        outbox.add(cancel("x1", new JsonObject().put("id", "c0")));
        outbox.add(cancel("x2", new JsonObject().put("message_id", "m1").put("id", "c2")));
        outbox.add(cancel("x3", new JsonObject()));

        assertThat(written).containsExactly("c1", "x1", "x2", "x3");
    }

    private static ClientMessage cancel(String id, JsonObject args) {
        return new ClientMessage.Command(id, CommandName.CANCEL, args, null, null);
    }

    private static ServerMessage ack(String id) {
        return new ServerMessage.Ack(1, "p1", id, "m1", 1L, false);
    }

    private static ServerMessage.Failure refusal(ErrorCode code, String id) {
        return new ServerMessage.Failure(1, "p1", code, "Not now.", true, id, AN_HOUR_MS, null);
    }
}

package io.parley.client;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * A real client for tests: records what comes, and gives it out in order, waiting at most {@value #PATIENCE_SECONDS} s.
 * To be used on the JUnit thread.
 */
public final class TestClient implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
    private final ParleyClient client;
    private final Connection connection;

    /** Connects user {@code u1} to conversation {@code p1} on loopback. */
    public TestClient(Vertx vertx, int port) throws TimeoutException {
        this(vertx, ConnectOptions.to("127.0.0.1", port, "p1").withUser("u1"));
    }

    public TestClient(Vertx vertx, int port, String userId, String projectId) throws TimeoutException {
        this(vertx, ConnectOptions.to("127.0.0.1", port, projectId).withUser(userId));
    }

    /** Throws what the connect failed with, {@link io.vertx.core.http.UpgradeRejectedException} for another status. */
    public TestClient(Vertx vertx, ConnectOptions options) throws TimeoutException {
        this.client = new ParleyClient(vertx);
        this.connection = client.connect(options, new Recorder()).await(PATIENCE_SECONDS, SECONDS);
    }

    /** A chat with an id of its own. */
    public static ClientMessage chat(String id, String content) {
        return new ClientMessage.Chat(id, content, List.of(), null, null, null);
    }

    public void send(ClientMessage message) throws TimeoutException {
        connection.send(message).await(PATIENCE_SECONDS, SECONDS);
    }

    /** Sends {@code text} as it is. */
    public void send(String text) throws TimeoutException {
        connection.sendText(text).await(PATIENCE_SECONDS, SECONDS);
    }

    /** The next message, as it stood on the wire. */
    public JsonObject next() {
        return await("a message", List.of(), System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS));
    }

    /** The next message of {@code type}; what comes before it is passed over. */
    public JsonObject next(String type) {
        List<JsonObject> passed = upTo(type);
        return passed.get(passed.size() - 1);
    }

    /** All messages up to the next of {@code type}, that one included. */
    public List<JsonObject> upTo(String type) {
        return upTo(type, message -> true);
    }

    /** All messages up to the next of {@code type} that is {@code wanted}, that one included. */
    public List<JsonObject> upTo(String type, Predicate<JsonObject> wanted) {
        long deadline = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS);
        List<JsonObject> passed = new ArrayList<>();
        while (true) {
            JsonObject message = await(type, passed, deadline);
            passed.add(message);
            if (type.equals(message.getString("type")) && wanted.test(message)) {
                return passed;
            }
        }
    }

    /** The code with which the connection was closed. */
    public int closeCode() throws InterruptedException {
        Integer code = closed.poll(PATIENCE_SECONDS, SECONDS);
        if (code == null) {
            throw new AssertionError("the connection was not closed; received " + received);
        }
        return code;
    }

    public Connection connection() {
        return connection;
    }

    public void close(int code) throws TimeoutException {
        connection.close(code).await(PATIENCE_SECONDS, SECONDS);
    }

    @Override
    public void close() throws TimeoutException {
        client.close().await(PATIENCE_SECONDS, SECONDS);
    }

    private JsonObject await(String wanted, List<JsonObject> passed, long deadlineNanos) {
        try {
            JsonObject message = received.poll(deadlineNanos - System.nanoTime(), NANOSECONDS);
            if (message == null) {
                throw new AssertionError(wanted + " did not come, only " + passed);
            }
            return message;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + wanted, interrupted);
        }
    }

    private final class Recorder implements ClientListener {
        @Override
        public void onText(String text) {
            received.add(new JsonObject(text));
        }

        @Override
        public void onMessage(ServerMessage message) {
            // recorded as text
        }

        @Override
        public void onClose(int code, String reason) {
            closed.add(code);
        }
    }
}

package io.parley.model;

import io.parley.gateway.SimGateway;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One client: it shows what it is sent by the rules of the protocol, and goes on where it was when it comes back. */
final class Device {
    private final World world;
    private final String userId;
    private final Screen screen = new Screen();
    private SimGateway.@Nullable Line line;
    private @Nullable String sessionId;
    private boolean reads = true;
    /** What may be the next entry; more than one where it is not known which of several wishes is being answered. */
    private Set<Long> next = Set.of();

    /** The places that it named since it came. */
    private final Set<Long> named = new HashSet<>();
    /** How many requests of each id have no answer yet on this connection. */
    private final Map<String, Integer> unanswered = new HashMap<>();

    Device(World world, String userId) {
        this.world = world;
        this.userId = userId;
    }

    String userId() {
        return userId;
    }

    Screen screen() {
        return screen;
    }

    boolean isConnected() {
        return line != null;
    }

    boolean wasEverConnected() {
        return sessionId != null;
    }

    void connect(int gateway) {
        if (line == null) {
            named.clear();
            unanswered.clear();
            Long lastSeq = wasEverConnected() ? Long.valueOf(screen.lastSeq()) : null;
            if (lastSeq != null) {
                named.add(lastSeq + 1);
            }
            line = world.gateway(gateway).connect(userId, World.PROJECT, sessionId, lastSeq);
        }
    }

    void cut() {
        if (line != null) {
            line.cut();
            line = null;
        }
    }

    /** Reads no more than it is told to. */
    void stall() {
        reads = false;
    }

    /** Reads all that comes. */
    void read() {
        reads = true;
    }

    /** Reads what is there, where it reads at all. True when there was something. */
    boolean readAll() {
        return reads && read(Integer.MAX_VALUE);
    }

    /** Reads at most {@code count} messages. True when there was something. */
    boolean read(int count) {
        SimGateway.Line from = line;
        if (from == null) {
            return false;
        }
        List<String> taken = from.take(count);
        taken.forEach(text -> take(new JsonObject(text)));
        if (taken.isEmpty() && from.isClosed()) {
            cut();
        }
        return !taken.isEmpty();
    }

    void chat(String id, String content) {
        send(new JsonObject().put("type", "chat").put("id", id).put("content", content));
        if (line != null) {
            world.judge.said(userId, id, content);
        }
    }

    /** Stops the answer that it saw last. */
    void cancel(String id) {
        String answer = screen.running();
        if (answer != null) {
            JsonObject args = new JsonObject().put("message_id", answer);
            send(new JsonObject()
                    .put("type", "command")
                    .put("command", "cancel")
                    .put("id", id)
                    .put("args", args));
        }
    }

    /** Asks for all after the entry that is {@code back} before the last that it shows. */
    void resume(int back) {
        long from = Math.max(screen.firstSeq() - 1, screen.lastSeq() - back);
        if (from >= 0) {
            named.add(from + 1);
            send(new JsonObject().put("type", "resume").put("last_seq", from));
        }
    }

    private void send(JsonObject message) {
        if (line != null) {
            String id = message.getString("id");
            if (id != null) {
                unanswered.merge(id, 1, Integer::sum);
            }
            line.send(message.encode());
        }
    }

    private void take(JsonObject message) {
        if ("connected".equals(message.getString("status"))) {
            sessionId = message.getJsonObject("details").getString("session_id");
        }
        follow(message);
        screen.take(message);
        world.judge.seen(this, message);
    }

    /** Requests that were neither acknowledged nor refused, though the connection stayed. */
    Set<String> unanswered() {
        return Set.copyOf(unanswered.keySet());
    }

    /** Entries come one after the other, none again, from where the client said that it stands. */
    private void follow(JsonObject message) {
        String type = message.getString("type");
        if (type.equals("ack") || type.equals("error")) {
            unanswered.computeIfPresent(message.getString("id", ""), (id, count) -> count > 1 ? count - 1 : null);
        } else if (type.equals("status")) {
            JsonObject details = message.getJsonObject("details", new JsonObject());
            switch (message.getString("status")) {
                case "connected" ->
                    next = named.isEmpty() ? Set.of(details.getLong("last_seq") + 1) : Set.copyOf(named);
                case "resumed" -> next = Set.copyOf(named);
                case "reset" -> next = Set.of(details.getLong("from_seq"));
                default -> {
                    // of others
                }
            }
        } else if (message.containsKey("seq")) {
            long seq = message.getLong("seq");
            world.judge.follows(userId, seq, next);
            next = Set.of(seq + 1);
        }
    }
}

package io.parley.bridge;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One connection of an agent. It may hear the addresses of agents, and say something only where it was asked: at the {@code
 * reply_address} of a turn that it was given, and in reply to it. Confined to the context of its server.
 */
final class AgentConnection {
    private static final EventLog LOG = EventLog.of(AgentConnection.class, EventLog.PARLEY);
    private static final int QUEUE_BYTES = 1024 * 1024;
    private static final int MAX_CONSUMERS = 64;
    /** Events that nobody has taken yet, beyond which no more are read. */
    private static final int MAX_UNTAKEN = 64;

    private static final long TAKEN_MS = 5_000;
    private static final long TOKEN_MS = 10_000;
    /** Of one that has not shown the token: it has only that to say. */
    private static final int STRANGER_BYTES = 4 * 1024;
    /** The most that one of a token takes in JSON, and room for what is around it. */
    private static final int BYTES_OF_A_CHARACTER = 8;

    private static final int LOST = 1;

    private final Vertx vertx;
    private final EventBus bus;
    private final NetSocket socket;
    private final BridgeConfig config;
    private final Permits permits;
    private final Predicate<AgentConnection> door;
    private final FrameBuffer frames;
    private final Map<String, MessageConsumer<JsonObject>> consumers = new HashMap<>();
    /** What it was asked and has not replied to, by the address of the reply. */
    private final Recent<Message<JsonObject>> asked = new Recent<>();

    private final InHand inHand = new InHand();

    private boolean known;
    private boolean closed;
    /** It is about to be closed, and is listened to no more. */
    private boolean leaving;

    private boolean stopping;
    private int untaken;
    private long patience = -1;

    /** {@code door} says whether there is a place for it, once it may be here. */
    AgentConnection(Vertx vertx, NetSocket socket, BridgeConfig config, Predicate<AgentConnection> door) {
        this.vertx = vertx;
        this.bus = vertx.eventBus();
        this.socket = socket;
        this.config = config;
        this.permits = new Permits(config.agents());
        this.door = door;
        int tokenBytes = config.token().length() * BYTES_OF_A_CHARACTER;
        this.frames = new FrameBuffer(Math.min(Math.max(STRANGER_BYTES, tokenBytes), config.maxFrameBytes()));
    }

    /** {@code gone} runs when it is closed. */
    void begin(Runnable gone) {
        LOG.info("agent_connected")
                .addKeyValue(Field.ADDRESS, socket.remoteAddress())
                .log("connected");
        socket.setWriteQueueMaxSize(QUEUE_BYTES);
        socket.handler(this::read);
        socket.exceptionHandler(failure -> socket.close()); // a connection that was reset is closed, no more
        socket.closeHandler(v -> closed(gone));
        if (config.token().isEmpty()) {
            enter();
        } else {
            patience = vertx.setTimer(TOKEN_MS, late -> refuse("no frame with headers.token came in time"));
        }
    }

    /** It may be here. False: there is no place for it, and it was told so. */
    private boolean enter() {
        known = true;
        vertx.cancelTimer(patience);
        frames.upTo(config.maxFrameBytes());
        boolean hasPlace = door.test(this);
        if (!hasPlace) {
            sendAway(err("too_many", "", "bridge.connections agents are connected already"));
        }
        return hasPlace;
    }

    private void sendAway(JsonObject why) {
        write(why);
        close();
    }

    /** Others have come, and it has not shown the token yet. */
    void makeRoom() {
        refuse("too many wait to show headers.token; show it at once");
    }

    void close() {
        leaving = true;
        socket.close();
    }

    /** Gives it no more turns. Completes when those that it has are over, or its connection is lost. */
    Future<Void> idle() {
        stopping = true;
        consumers.forEach((address, consumer) -> {
            if (Permits.isShared(address)) {
                consumer.unregister();
            }
        });
        return inHand.idle();
    }

    private void read(Buffer bytes) {
        try {
            frames.add(bytes, this::take);
        } catch (IllegalArgumentException bad) {
            refuse(String.valueOf(bad.getMessage()));
        }
    }

    private void take(JsonObject frame) {
        if (closed || leaving) {
            return;
        }
        if (!known && !showsToken(frame)) {
            throw new IllegalArgumentException("access_denied: the first frame must have the token in headers.token");
        }
        if (!known && !enter()) {
            return;
        }
        String type = text(frame, "type");
        switch (type) {
            case "ping" -> answer(new JsonObject().put("type", "pong"));
            case "register" -> register(text(frame, "address"));
            case "unregister" -> unregister(text(frame, "address"));
            case "send" -> send(text(frame, "address"), frame);
            default -> tell("unknown_type", type, "type must be register, unregister, send or ping");
        }
    }

    private boolean showsToken(JsonObject frame) {
        String shown = frame.getValue("headers") instanceof JsonObject headers
                        && headers.getValue("token") instanceof String token
                ? token
                : "";
        return MessageDigest.isEqual(
                shown.getBytes(StandardCharsets.UTF_8), config.token().getBytes(StandardCharsets.UTF_8));
    }

    private void register(String address) {
        if (!permits.mayHear(address)) {
            tell("access_denied", address, "an agent may hear conv.agent.<name> and conv.agent.<name>.<anything>");
        } else if (stopping) {
            tell("stopping", address, "the bridge stops; connect to another");
        } else if (consumers.size() >= MAX_CONSUMERS) {
            tell("too_many", address, "a connection may hear " + MAX_CONSUMERS + " addresses");
        } else if (!consumers.containsKey(address)) {
            consumers.put(address, bus.consumer(address, this::hand));
        }
    }

    private void unregister(String address) {
        MessageConsumer<JsonObject> consumer = consumers.remove(address);
        if (consumer == null) {
            tell("unknown_address", address, "it was not registered");
        } else {
            consumer.unregister();
        }
    }

    /** To the agent. One that does not read gets no more turns. */
    private void hand(Message<JsonObject> message) {
        String replyAddress = message.replyAddress();
        JsonObject body = message.body();
        boolean isTurn = body.getValue("reply_address") instanceof String;
        if (socket.writeQueueFull() || (stopping && isTurn)) {
            if (isTurn && replyAddress != null) {
                message.fail(LOST, stopping ? "the bridge stops" : "the agent does not read");
            }
            return;
        }
        if (replyAddress != null) {
            asked.put(replyAddress, message);
        }
        Object turnId = body.getValue("turn_id");
        if (isTurn) {
            inHand.given(body.getString("reply_address"), turnId instanceof String id ? id : null);
        } else if (Boolean.TRUE.equals(body.getValue("cancel")) && turnId instanceof String id) {
            inHand.cancelled(id);
        }
        write(new JsonObject()
                .put("type", "message")
                .put("address", message.address())
                .put("replyAddress", replyAddress)
                .put("headers", new JsonObject())
                .put("send", message.isSend())
                .put("body", body));
    }

    /** From the agent. */
    private void send(String address, JsonObject frame) {
        Message<JsonObject> question = asked.remove(address);
        if (question != null) {
            reply(question, frame);
        } else if (!inHand.wasGiven(address)) {
            tell("access_denied", address, "an agent may send to the reply_address of a turn that it was given");
        } else if (frame.getValue("body") instanceof JsonObject body) {
            event(address, body);
        } else {
            tell("bad_frame", address, "body must be an object");
        }
    }

    private void reply(Message<JsonObject> question, JsonObject frame) {
        if (frame.getValue("failureCode") instanceof Integer code) {
            question.fail(code, String.valueOf(frame.getValue("message")));
            if (question.body().getValue("reply_address") instanceof String given) {
                inHand.over(given);
            }
        } else {
            question.reply(frame.getValue("body"));
        }
    }

    private void event(String address, JsonObject body) {
        untaken++;
        if (untaken >= MAX_UNTAKEN) {
            socket.pause();
        }
        bus.request(address, body, new DeliveryOptions().setSendTimeout(TAKEN_MS))
                .onFailure(failure -> notTaken(address, failure))
                .onComplete(taken -> {
                    if (Boolean.TRUE.equals(body.getValue("done")) || body.getValue("error") != null) {
                        inHand.over(address);
                    }
                    untaken--;
                    if (untaken < MAX_UNTAKEN) {
                        socket.resume();
                    }
                });
    }

    /** Nobody waits for this answer any more, or what it says is refused. That nobody said so in time means nothing. */
    private void notTaken(String address, Throwable failure) {
        ReplyFailure kind = failure instanceof ReplyException told ? told.failureType() : ReplyFailure.ERROR;
        if (kind != ReplyFailure.TIMEOUT) {
            inHand.forget(address);
            tell(kind.name(), address, String.valueOf(failure.getMessage()));
        }
    }

    private void tell(String kind, String address, String sentence) {
        answer(err(kind, address, sentence));
    }

    /** What an agent is told that something does not go, and why. */
    static JsonObject err(String kind, String address, String sentence) {
        return new JsonObject()
                .put("type", "err")
                .put("failureType", kind)
                .put("address", address)
                .put("message", sentence);
    }

    /** What is no frame of an agent cannot be followed by one. */
    private void refuse(String sentence) {
        if (!closed && !leaving) {
            LOG.warn("agent_refused")
                    .addKeyValue(Field.ADDRESS, socket.remoteAddress())
                    .log("{}", sentence);
            sendAway(new JsonObject().put("type", "err").put("message", sentence));
        }
    }

    /** One who asks and asks and does not read is sent away. */
    private void answer(JsonObject frame) {
        if (socket.writeQueueFull()) {
            socket.close();
        } else {
            write(frame);
        }
    }

    private void write(JsonObject frame) {
        if (!closed) {
            socket.write(FrameBuffer.frame(frame)); // a connection that is lost says so by being closed
        }
    }

    private void closed(Runnable gone) {
        closed = true;
        vertx.cancelTimer(patience);
        LOG.info("agent_disconnected")
                .addKeyValue(Field.ADDRESS, socket.remoteAddress())
                .log("gone");
        consumers.values().forEach(MessageConsumer::unregister);
        inHand.forgetAll();
        List<Message<JsonObject>> open = new ArrayList<>(asked.values());
        asked.clear();
        open.forEach(message -> message.fail(LOST, "the connection of the agent is lost"));
        gone.run();
    }

    private static String text(JsonObject frame, String field) {
        if (frame.getValue(field) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("the field \"" + field + "\" must be a text");
    }
}

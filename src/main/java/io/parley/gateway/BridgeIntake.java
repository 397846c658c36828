package io.parley.gateway;

import io.parley.bus.Addresses;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.protocol.BadMessage;
import io.parley.protocol.BridgeFrame;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import io.parley.protocol.Phrase;
import io.parley.protocol.ProtocolCodec;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What one client of the event-bus bridge says: read, and let through where it is for it. It may send to {@code conv.handle}
 * and hear its own {@code user.push.<id>}; all else is refused, and costs as a message does. Confined to one context.
 */
final class BridgeIntake {
    private static final EventLog LOG = EventLog.of(BridgeIntake.class, EventLog.GATEWAY);
    private static final int MAX_WAITING = 64;
    private static final long CROWD_MS = 1_000;

    private final Gateway gateway;
    private final BridgeSocket bridge;
    private final BridgeTalks talks;
    private final Conduct conduct = new Conduct();
    private final OneByOne<Arrival, Long> turnstile = new OneByOne<>(MAX_WAITING, this::price, this::judged);

    /**
     * Something that is to be let in.
     *
     * @param projectId the conversation that will count it; null: it is counted here
     * @param replyAddress where its sender waits, or null
     */
    private record Arrival(
            @Nullable String projectId, @Nullable String replyAddress, Runnable enter) {}

    BridgeIntake(Gateway gateway, BridgeSocket bridge, BridgeTalks talks) {
        this.gateway = gateway;
        this.bridge = bridge;
        this.talks = talks;
    }

    /** Nothing more is let in. */
    void end() {
        turnstile.clear();
    }

    void text(String text) {
        try {
            take(ProtocolCodec.decodeBridge(text));
        } catch (BadMessage bad) {
            unreadable(bad.phrase());
        }
    }

    void unreadable(Phrase why) {
        Refusal refusal = new Refusal(ErrorCode.BAD_REQUEST, why, null);
        gateway.census().received("unknown");
        admit(null, null, () -> bridge.refuse(null, refusal));
    }

    private void take(BridgeFrame frame) {
        boolean isOwn = bridge.address().equals(frame.address());
        switch (frame.type()) {
            case PING -> {
                // that it came is all it says
            }
            case REGISTER -> admit(null, null, isOwn ? bridge::hear : () -> deny(frame));
            case UNREGISTER -> admit(null, null, isOwn ? bridge::ignore : () -> deny(frame));
            case SEND -> send(frame);
            case PUBLISH -> admit(null, null, () -> deny(frame));
        }
    }

    private void send(BridgeFrame frame) {
        String replyAddress = frame.replyAddress();
        if (!Addresses.HANDLE.equals(frame.address())) {
            admit(null, replyAddress, () -> deny(frame));
            return;
        }
        try {
            ClientMessage.Auth auth = BridgeErrand.authIn(frame);
            if (auth != null) {
                admit(null, replyAddress, () -> reidentify(frame, auth));
            } else {
                handle(frame);
            }
        } catch (BadMessage bad) {
            admit(null, replyAddress, () -> bridge.refuse(replyAddress, Refusal.of(bad)));
        }
    }

    /** Of the body only these count: who the client is, and by which connection it speaks, the gateway knows. */
    private void handle(BridgeFrame frame) {
        String projectId = frame.textInBody("project_id");
        JsonObject message = frame.objectInBody("message");
        if (projectId == null || message == null) {
            throw new BadMessage(Phrase.of("bad.missing", projectId == null ? "project_id" : "message"));
        }
        Ids.require("project_id", projectId);
        admit(projectId, frame.replyAddress(), () -> talks.say(projectId, message, frame.replyAddress()));
    }

    private void deny(BridgeFrame frame) {
        Phrase why = Phrase.of("refused.bridge_address", bridge.address());
        String text =
                BridgeText.denied(frame.replyAddress(), new Refusal(ErrorCode.FORBIDDEN, why, null), bridge.lang());
        bridge.tell("err", text);
    }

    private void reidentify(BridgeFrame frame, ClientMessage.Auth auth) {
        gateway.identification().again(auth.token(), bridge.userId()).onComplete(end -> {
            if (bridge.isGone()) {
                return;
            }
            if (end.failed()) {
                bridge.refuse(frame.replyAddress(), Entrance.why(end.cause()));
            } else {
                bridge.believe(end.result().untilMs());
                bridge.identified(frame.replyAddress());
            }
        });
    }

    private void admit(@Nullable String projectId, @Nullable String replyAddress, Runnable enter) {
        if (!turnstile.offer(new Arrival(projectId, replyAddress, enter))) {
            tooFast(replyAddress, CROWD_MS);
        }
    }

    /** A conversation counts what is said in it; to come to another one costs something where one was ended. Never fails. */
    private Future<Long> price(Arrival arrival) {
        String projectId = arrival.projectId();
        boolean isFree = projectId != null && (talks.has(projectId) || !talks.isComingPriced());
        return isFree ? Future.succeededFuture(0L) : gateway.rates().take(bridge.userId());
    }

    private void judged(Arrival arrival, AsyncResult<Long> price) {
        if (bridge.isGone()) {
            return;
        }
        if (price.failed()) {
            broken(arrival, price.cause());
        } else if (price.result() > 0) {
            tooFast(arrival.replyAddress(), price.result());
        } else {
            enter(arrival);
        }
    }

    private void enter(Arrival arrival) {
        try {
            arrival.enter().run();
        } catch (RuntimeException failure) {
            broken(arrival, failure);
        }
    }

    private void broken(Arrival arrival, Throwable failure) {
        LOG.error("message_failed")
                .addKeyValue(Field.USER_ID, bridge.userId())
                .setCause(failure)
                .log("a frame of the bridge could not be handled");
        bridge.refuse(arrival.replyAddress(), Refusal.of(ErrorCode.INTERNAL_ERROR));
    }

    private void tooFast(@Nullable String replyAddress, long waitMs) {
        Refusal tooFast = Refusal.later(ErrorCode.RATE_LIMIT, waitMs);
        if (conduct.strike(System.nanoTime())) {
            bridge.leave(tooFast, "flooding");
        } else {
            bridge.refuse(replyAddress, tooFast);
        }
    }
}

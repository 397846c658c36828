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
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What one client of the event-bus bridge says: read, and let through where it is for it. It may send to {@code conv.handle}
 * and hear its own {@code user.push.<id>}; all else is refused, and costs as a message does. Confined to one context.
 */
final class BridgeIntake implements Turnstile.Keeper<BridgeIntake.Arrival> {
    private static final EventLog LOG = EventLog.of(BridgeIntake.class, EventLog.GATEWAY);

    private final Gateway gateway;
    private final BridgeSocket bridge;
    private final BridgeTalks talks;
    private final Turnstile<Arrival> turnstile = new Turnstile<>(this);
    private final Pings pings = new Pings();

    /**
     * Something that is to be let in.
     *
     * @param projectId the conversation that will count it; null: it is counted here
     * @param replyAddress where its sender waits, or null
     */
    record Arrival(@Nullable String projectId, @Nullable String replyAddress, Runnable enter) {}

    BridgeIntake(Gateway gateway, BridgeSocket bridge, BridgeTalks talks) {
        this.gateway = gateway;
        this.bridge = bridge;
        this.talks = talks;
    }

    /** Nothing more is let in. */
    void end() {
        turnstile.end();
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
            case PING -> ping();
            case REGISTER -> admit(null, null, isOwn ? bridge::hear : () -> deny(frame));
            case UNREGISTER -> admit(null, null, isOwn ? bridge::ignore : () -> deny(frame));
            case SEND -> send(frame);
            case PUBLISH -> admit(null, null, () -> deny(frame));
        }
    }

    /** That it came is all it says. */
    private void ping() {
        if (pings.isTooSoon(System.nanoTime())) {
            admit(null, null, () -> {});
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
        turnstile.admit(new Arrival(projectId, replyAddress, enter));
    }

    @Override
    public boolean isGone() {
        return bridge.isGone();
    }

    /** A conversation counts what is said in it; to come to another one costs something where one was ended. Never fails. */
    @Override
    public Future<Long> price(Arrival arrival) {
        String projectId = arrival.projectId();
        boolean isFree = projectId != null && (talks.has(projectId) || !talks.isComingPriced());
        return isFree ? Future.succeededFuture(0L) : gateway.rates().take(bridge.userId());
    }

    @Override
    public void enter(Arrival arrival) {
        arrival.enter().run();
    }

    @Override
    public void refuse(Arrival arrival, Refusal why) {
        bridge.refuse(arrival.replyAddress(), why);
    }

    @Override
    public void broken(Arrival arrival, Throwable failure) {
        LOG.error("message_failed")
                .addKeyValue(Field.USER_ID, bridge.userId())
                .setCause(failure)
                .log("a frame of the bridge could not be handled");
        bridge.refuse(arrival.replyAddress(), Refusal.of(ErrorCode.INTERNAL_ERROR));
    }

    @Override
    public void leave(Refusal why, String reason) {
        bridge.leave(why, reason);
    }
}

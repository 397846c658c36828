package io.parley.gateway;

import io.parley.bus.Addresses;
import io.parley.gateway.identity.Principal;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.ops.SlowReaderMeters.Step;
import io.parley.protocol.CloseCode;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Phrase;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One socket of the event-bus bridge: what its client says is read by {@link BridgeIntake}; each conversation that it speaks in
 * is a {@link Connection} of its own, on a {@link BridgeChannel}. Confined to the context of its gateway.
 */
final class BridgeSocket implements Socket.Listener, SendQueue.Listener {
    private static final EventLog LOG = EventLog.of(BridgeSocket.class, EventLog.GATEWAY);

    private final Gateway gateway;
    private final Principal principal;
    private final @Nullable String origin;
    private final Lang lang;
    private final Socket carrier;
    /** What is of no conversation. */
    private final SendQueue queue;

    private final Ear ear;
    private final Validity validity;
    private final BridgeIntake intake;
    private final BridgeTalks talks;
    private final Pulse pulse;
    private final int slot;
    private boolean hasHandler;
    private boolean gone;

    /** {@code origin}: the client's address, for limits. */
    BridgeSocket(Gateway gateway, Principal principal, @Nullable String origin, Lang lang, Socket carrier) {
        this.gateway = gateway;
        this.principal = principal;
        this.origin = origin;
        this.lang = lang;
        this.carrier = carrier;
        this.queue = new SendQueue(gateway.config().queue(), carrier, this);
        this.ear = new Ear(principal.userId(), null, this::bare);
        this.validity = new Validity(gateway.deadlines(), this::tellOfEnd, this::outlived);
        this.talks = new BridgeTalks(gateway, this, origin);
        this.intake = new BridgeIntake(gateway, this, talks);
        this.pulse = new Pulse(carrier, () -> leave(Refusal.of(ErrorCode.SLOW_CONSUMER), "no_pong"));
        this.slot = gateway.wheel().add(pulse);
    }

    /** {@code introducedAt}: where the client waits to hear that it was believed who it is, or null. */
    void begin(@Nullable String introducedAt) {
        LOG.info("bridge_opened").addKeyValue(Field.USER_ID, userId()).log("open");
        gateway.bridges().add(this);
        validity.until(principal.untilMs());
        identified(introducedAt);
        carrier.listen(this);
        if (gateway.admission().isClosed()) {
            sendAway();
        }
    }

    String userId() {
        return principal.userId();
    }

    Lang lang() {
        return lang;
    }

    /** The one address that this client may hear. */
    String address() {
        return Addresses.userPush(userId());
    }

    boolean isGone() {
        return gone;
    }

    boolean hasHandler() {
        return hasHandler;
    }

    /** From now on the client hears its address. */
    void hear() {
        if (hasHandler) {
            return;
        }
        hasHandler = true;
        gateway.hub().hear(ear).onFailure(failure -> leave(Refusal.of(ErrorCode.UNAVAILABLE), "not_heard"));
        talks.heard();
    }

    /** It does not hear it any more. */
    void ignore() {
        hasHandler = false;
        gateway.hub().forget(ear);
    }

    /** As {@link Departure#believe}. */
    void believe(@Nullable Long untilMs) {
        validity.until(untilMs);
    }

    /** Who waits at {@code replyAddress} hears who it is, and so which address it may hear. */
    void identified(@Nullable String replyAddress) {
        if (replyAddress != null) {
            String who = new JsonObject().put("user_id", userId()).encode();
            tell("rec", BridgeText.received(replyAddress, who));
        }
    }

    /** To whoever waits at {@code replyAddress}, as a conversation would say it; to all errors where that is null. */
    void refuse(@Nullable String replyAddress, Refusal why) {
        if (replyAddress == null) {
            tell("err", BridgeText.error(null, why, lang));
        } else {
            reply(replyAddress, why.told(lang, null, null));
        }
    }

    void reply(@Nullable String replyAddress, ServerMessage answer) {
        if (replyAddress != null) {
            tell(answer.type(), BridgeText.reply(replyAddress, Frame.of(answer).text()));
        }
    }

    /** Says {@code text}, which is of {@code type}, past the conversations. */
    void tell(String type, String text) {
        if (!gone && !queue.offer(Frame.bare(type, text))) {
            overflow();
        }
    }

    private void bare(Push push) {
        tell(push.frame().type(), BridgeText.received(address(), push.frame().text()));
    }

    /** Writes what is of a conversation, which bounds it. */
    Future<Void> write(String text, Runnable moved) {
        return carrier.write(text, () -> {
                    alive();
                    moved.run();
                })
                .onSuccess(taken -> alive());
    }

    boolean tellsPieces() {
        return carrier.tellsPieces();
    }

    boolean isStalled(long nowNanos) {
        return queue.isStalled(nowNanos);
    }

    /** The gateway stops. */
    void sendAway() {
        if (talks.isEmpty()) {
            leave(Admission.restarting(), "drain");
        }
    }

    void leave(Refusal why, String reason) {
        leave(why.closeCode(), why, reason);
    }

    /** Tells the client why, and closes. */
    void leave(CloseCode code, Refusal why, String reason) {
        leave(code, BridgeText.error(null, why, lang), reason);
    }

    /** As one of the conversations was told. */
    void leave(CloseCode code, ServerMessage.Failure why) {
        int status = Refusal.of(why.code()).httpStatus();
        leave(code, BridgeText.error(null, why.code().name(), status, why.message()), code.name());
    }

    private void leave(CloseCode code, String last, String reason) {
        if (!gone) {
            queue.finish(Frame.bare("err", last));
            carrier.close(code);
            gone(false, reason);
        }
    }

    private void gone(boolean byClient, String reason) {
        if (gone) {
            return;
        }
        gone = true;
        queue.finish();
        intake.end();
        validity.end();
        ignore();
        gateway.wheel().remove(pulse, slot);
        gateway.bridges().remove(this);
        gateway.admission().leave(origin);
        talks.closed(byClient);
        LOG.info("bridge_closed")
                .addKeyValue(Field.USER_ID, userId())
                .addKeyValue("reason", reason)
                .log("closed: {}", reason);
    }

    private void tellOfEnd(long leftMs) {
        if (hasHandler) {
            ServerMessage notice = Opening.expiring(null, leftMs);
            tell(notice.type(), BridgeText.received(address(), Frame.of(notice).text()));
        }
    }

    private void outlived() {
        leave(Refusal.of(ErrorCode.UNAUTHENTICATED), "token_expired");
    }

    @Override
    public void text(String text) {
        if (!gone) {
            intake.text(text);
        }
    }

    @Override
    public void noText(Phrase why) {
        if (!gone) {
            intake.unreadable(why);
        }
    }

    @Override
    public void tooLarge() {
        Refusal why = Refusal.tooLarge(gateway.config().maxFrameBytes());
        leave(CloseCode.TOO_LARGE, why, "too_large");
    }

    @Override
    public void alive() {
        pulse.felt();
    }

    @Override
    public void closed(boolean byClient) {
        gone(byClient, byClient ? "closed_by_client" : "socket_lost");
    }

    /** The client is too slow. */
    void overflow() {
        gateway.census().slow(Step.CLOSED, 1);
        leave(Refusal.of(ErrorCode.SLOW_CONSUMER), "slow_consumer");
    }

    @Override
    public void sent(Frame frame) {
        gateway.census().sent(frame);
    }

    @Override
    public void moved() {
        alive();
    }

    @Override
    public void drained() {
        // what comes next is not kept back for it
    }

    @Override
    public void slow(Step step, int times) {
        gateway.census().slow(step, times);
    }
}

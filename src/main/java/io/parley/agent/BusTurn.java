package io.parley.agent;

import io.parley.agent.BusAgent.Patience;
import io.parley.bus.Addresses;
import io.parley.bus.AgentControl;
import io.parley.bus.AgentEvent;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import io.parley.protocol.Phrase;
import io.parley.protocol.ProtocolCodec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One turn, given to one agent on the bus after another until one of them has said something: from then on it is that one's.
 * Confined to the context on which it begins.
 */
final class BusTurn {
    private static final EventLog LOG = EventLog.of(BusTurn.class, EventLog.CONVERSATION);
    private static final int REFUSED = 1;
    private static final long AGAIN_MS = 500;
    /** How long an agent's refusal, or that its connection is lost, is heard of before its first event. */
    private static final long ACCEPT_MS = 60_000;

    private final Vertx vertx;
    private final String name;
    private final Patience patience;
    private final Turn turn;
    private final ReplySink sink;
    private final Promise<Outcome> end = Promise.promise();
    private boolean over;
    private boolean spoke;
    private int tries;
    private long timer = -1;
    private @Nullable BusAsking asking;

    BusTurn(Vertx vertx, String name, Patience patience, Turn turn, ReplySink sink) {
        this.vertx = vertx;
        this.name = name;
        this.patience = patience;
        this.turn = turn;
        this.sink = sink;
    }

    Future<Outcome> begin() {
        sink.onCancel(() -> stop(null));
        timer = vertx.setPeriodic(patience.ask().toMillis(), tick -> askWhetherAlive());
        give();
        return end.future();
    }

    private void give() {
        tries++;
        var next = new BusAsking(vertx, name, Ids.next(), System.nanoTime());
        asking = next;
        next.hear(message -> heard(next, message))
                .compose(hears -> request(
                        Addresses.agent(name), ProtocolCodec.write(BusQuestions.of(turn, next.address())), ACCEPT_MS))
                .onFailure(failure -> notTaken(next, failure));
    }

    private void notTaken(BusAsking given, Throwable failure) {
        if (isCurrent(given) && isGone(failure)) {
            lost(given, String.valueOf(failure.getMessage()));
        }
    }

    /** Whoever wants to know that an event was taken gets a reply then. */
    private void heard(BusAsking from, Message<JsonObject> message) {
        if (!isCurrent(from)) {
            return;
        }
        try {
            take(from, ProtocolCodec.read(message.body(), AgentEvent.class))
                    .onSuccess(taken -> message.reply(new JsonObject()));
        } catch (BadMessage | ClassCastException bad) {
            message.fail(REFUSED, String.valueOf(bad.getMessage()));
            refuse(String.valueOf(bad.getMessage()));
        }
    }

    private Future<Void> take(BusAsking from, AgentEvent event) {
        from.check(event, turn);
        if (!from.isNext(event)) {
            return Future.succeededFuture();
        }
        from.heard(System.nanoTime(), event.control());
        return say(event);
    }

    private Future<Void> say(AgentEvent event) {
        Future<Void> thought = event.thinking() == null ? Future.succeededFuture() : sink.thinking(event.thinking());
        Future<Void> said = event.content() == null ? Future.succeededFuture() : sink.content(event.content());
        spoke = spoke || event.thinking() != null || event.content() != null;
        if (event.progress() != null || event.phase() != null) {
            sink.progress(
                    event.progress() == null ? 0 : event.progress(),
                    event.phase() == null ? "" : event.phase(),
                    event.message() == null ? "" : event.message());
        }
        if (event.endsTurn()) {
            close();
            BusQuestions.outcome(event).onComplete(end);
        }
        return thought.compose(then -> said);
    }

    /** Its own fault: it is told why, and the text so far is kept. */
    private void refuse(String reason) {
        LOG.warn("agent_event_refused")
                .addKeyValue(Field.ADDRESS, Addresses.agent(name))
                .addKeyValue(Field.MESSAGE_ID, turn.turnId())
                .log("{}", reason);
        stop(reason);
        interrupt();
    }

    private void askWhetherAlive() {
        BusAsking current = asking;
        if (current == null) {
            return;
        }
        if (System.nanoTime() - current.heardNanos() > patience.silence().toNanos()) {
            lost(current, "it says nothing");
        } else if (current.control() != null) {
            JsonObject question = ProtocolCodec.write(AgentControl.alive(turn.turnId()));
            request(current.control(), question, patience.ask().toMillis())
                    .onSuccess(alive -> current.heard(System.nanoTime(), null))
                    .onFailure(failure -> notTaken(current, failure));
        }
    }

    /** Before its first text another may answer, after it nobody else can. */
    private void lost(BusAsking gone, String reason) {
        LOG.warn("agent_gone")
                .addKeyValue(Field.ADDRESS, Addresses.agent(name))
                .addKeyValue(Field.MESSAGE_ID, turn.turnId())
                .log("{}", reason);
        gone.tellToStop(turn.turnId(), null);
        gone.close();
        asking = null;
        if (spoke) {
            close();
            interrupt();
        } else if (tries < patience.tries()) {
            vertx.setTimer(AGAIN_MS, again -> giveAgain());
        } else {
            close();
            end.tryFail(new AgentFailure(
                    ErrorCode.UNAVAILABLE, Phrase.of("answer.no_agent").in(turn.lang())));
        }
    }

    private void giveAgain() {
        if (!over) {
            give();
        }
    }

    private void interrupt() {
        end.tryFail(AgentFailure.gone(Phrase.of("answer.interrupted").in(turn.lang())));
    }

    private void stop(@Nullable String reason) {
        if (!over && asking != null) {
            asking.tellToStop(turn.turnId(), reason);
        }
        close();
    }

    private void close() {
        over = true;
        vertx.cancelTimer(timer);
        if (asking != null) {
            asking.close();
        }
    }

    private boolean isCurrent(BusAsking one) {
        return !over && asking == one;
    }

    private Future<Message<Object>> request(String address, JsonObject body, long timeoutMs) {
        return vertx.eventBus().request(address, body, new DeliveryOptions().setSendTimeout(timeoutMs));
    }

    /** That it does not answer may be its way; that nobody is there, or it refuses, is known. */
    private static boolean isGone(Throwable failure) {
        return !(failure instanceof ReplyException reply) || reply.failureType() != ReplyFailure.TIMEOUT;
    }
}

package io.parley.agent;

import io.parley.agent.RemoteAgent.Patience;
import io.parley.bus.AgentControl;
import io.parley.bus.AgentEvent;
import io.parley.bus.AgentLine;
import io.parley.bus.AgentWay;
import io.parley.bus.BusFailure;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Phrase;
import io.parley.protocol.ProtocolCodec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One turn, given to one agent that lives elsewhere after another until one of them has said something: from then on it is that
 * one's. Confined to the context on which it begins.
 */
final class RemoteTurn {
    private static final EventLog LOG = EventLog.of(RemoteTurn.class, EventLog.CONVERSATION);
    private static final long AGAIN_MS = 500;

    private final Vertx vertx;
    private final AgentWay way;
    private final String name;
    private final Patience patience;
    private final Turn turn;
    private final ReplySink sink;
    private final Promise<Outcome> end = Promise.promise();
    private boolean over;
    private boolean spoke;
    private int tries;
    private long timer = -1;
    private @Nullable Given given;

    private record Given(RemoteAsking asking, AgentLine line) {}

    RemoteTurn(Vertx vertx, AgentWay way, String name, Patience patience, Turn turn, ReplySink sink) {
        this.vertx = vertx;
        this.way = way;
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
        RemoteAsking asking = new RemoteAsking(way.address(name), System.nanoTime());
        AgentLine line = way.line(name, to -> Questions.of(turn, to), new Ear(asking));
        given = new Given(asking, line);
        line.give();
    }

    private Future<Void> heard(RemoteAsking from, JsonObject body) {
        if (!isCurrent(from)) {
            return Future.failedFuture(new BusFailure(ErrorCode.NOT_FOUND, "nobody waits for more of this turn"));
        }
        try {
            return take(from, ProtocolCodec.read(body, AgentEvent.class));
        } catch (BadMessage bad) {
            refuse(bad);
            return Future.failedFuture(bad);
        }
    }

    private Future<Void> take(RemoteAsking from, AgentEvent event) {
        from.check(event, turn);
        boolean isNext = from.isNext(event);
        from.heard(System.nanoTime(), event.control());
        AgentLine line = given == null ? null : given.line();
        long n = from.last();
        Future<Void> taken = isNext ? say(event) : Future.succeededFuture();
        return line == null || !Boolean.TRUE.equals(event.ack())
                ? taken
                : taken.onSuccess(added -> line.tell(from.control(), AgentControl.taken(turn.turnId(), n)));
    }

    private Future<Void> say(AgentEvent event) {
        Future<Void> thought = event.thinking() == null ? Future.succeededFuture() : sink.thinking(event.thinking());
        Future<Void> said = event.content() == null ? Future.succeededFuture() : sink.content(event.content());
        boolean isProgress = event.progress() != null || event.phase() != null;
        boolean isWork = isProgress && turn.kind() == Turn.Kind.TASK; // a task says nothing else until its end
        spoke = spoke || isWork || event.thinking() != null || event.content() != null;
        if (isProgress) {
            sink.progress(
                    event.progress() == null ? 0 : event.progress(),
                    event.phase() == null ? "" : event.phase(),
                    event.message() == null ? "" : event.message());
        }
        if (event.endsTurn()) {
            close();
            Questions.outcome(event).onComplete(end);
        }
        return thought.compose(then -> said);
    }

    /** Its own fault: it is told why, and the text so far is kept. */
    private void refuse(BadMessage why) {
        String reason = String.valueOf(why.getMessage());
        LOG.warn("agent_event_refused")
                .addKeyValue(Field.ADDRESS, way.address(name))
                .addKeyValue(Field.MESSAGE_ID, turn.turnId())
                .log("{}", reason);
        stop(reason);
        interrupt();
    }

    private void askWhetherAlive() {
        Given current = given;
        if (current == null) {
            return;
        }
        String control = current.asking().control();
        if (System.nanoTime() - current.asking().heardNanos()
                > patience.silence().toNanos()) {
            lost(current, "it says nothing");
        } else if (control != null) {
            current.line().askWhetherAlive(control, turn.turnId(), patience.ask());
        }
    }

    /** Before its first text another may answer, after it nobody else can. */
    private void lost(Given gone, String reason) {
        LOG.warn("agent_gone")
                .addKeyValue(Field.ADDRESS, way.address(name))
                .addKeyValue(Field.MESSAGE_ID, turn.turnId())
                .log("{}", reason);
        gone.line().tell(gone.asking().control(), AgentControl.cancel(turn.turnId(), null));
        gone.line().close();
        given = null;
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
        Given current = given;
        if (!over && current != null) {
            current.line().tell(current.asking().control(), AgentControl.cancel(turn.turnId(), reason));
        }
        close();
    }

    private void close() {
        over = true;
        vertx.cancelTimer(timer);
        if (given != null) {
            given.line().close();
        }
    }

    private boolean isCurrent(RemoteAsking one) {
        return !over && given != null && given.asking() == one;
    }

    private final class Ear implements AgentLine.Listener {
        private final RemoteAsking asking;

        Ear(RemoteAsking asking) {
            this.asking = asking;
        }

        @Override
        public void taken(String control) {
            asking.heard(System.nanoTime(), control);
        }

        @Override
        public void alive() {
            asking.heard(System.nanoTime(), null);
        }

        @Override
        public Future<Void> heard(JsonObject event) {
            return RemoteTurn.this.heard(asking, event);
        }

        @Override
        public void garbled(BadMessage why) {
            if (isCurrent(asking)) {
                refuse(why);
            }
        }

        @Override
        public void gone(String reason) {
            Given current = given;
            if (!over && current != null && current.asking() == asking) {
                lost(current, reason);
            }
        }
    }
}

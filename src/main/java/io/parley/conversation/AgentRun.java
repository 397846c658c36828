package io.parley.conversation;

import io.parley.agent.Agent;
import io.parley.agent.Outcome;
import io.parley.agent.ReplySink;
import io.parley.agent.Turn;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.ops.TurnMeters;
import io.parley.protocol.Text;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One asking of the agent: what it says goes to a listener until the run ends, by the agent or by us, whichever is
 * first. Confined to one context; what an agent says or asks for on another thread is brought there.
 */
final class AgentRun implements ReplySink {
    private static final EventLog LOG = EventLog.of(AgentRun.class, EventLog.CONVERSATION);

    private final Context context;
    private final TurnMeters meters;
    private final Thread loop;
    private final Listener listener;
    private final List<Runnable> stops = new ArrayList<>();
    private long askedNanos;
    private boolean asked;
    private boolean spoke;
    private boolean over;
    private volatile boolean stopped;

    /** Hears what the agent says, until its end. */
    interface Listener {
        void content(String text);

        void thinking(String text);

        void progress(int percent, String phase, String message);

        /** The agent says something all along, also where it works at a task. */
        void streams();

        /** A sign of life. */
        void alive();

        /** The agent ended, well or with a failure, or said what it may not. Not called after {@link AgentRun#stop}. */
        void answered(AsyncResult<Outcome> outcome);
    }

    /** To be made on {@code context}. */
    AgentRun(Context context, TurnMeters meters, Listener listener) {
        this.context = context;
        this.meters = meters;
        this.loop = Thread.currentThread();
        this.listener = listener;
    }

    void ask(Agent agent, Turn turn) {
        askedNanos = System.nanoTime();
        asked = true;
        meters.started();
        attempt(agent, turn)
                .onComplete(outcome -> here(() -> {
                    over = true;
                    meters.stopped();
                    listener.answered(outcome);
                }));
    }

    /** Ends the run for us: the agent is told, and not heard any more. */
    void stop() {
        if (over) {
            return;
        }
        over = true;
        stopped = true;
        if (asked) {
            meters.stopped();
        }
        stops.forEach(AgentRun::tell);
        stops.clear();
    }

    @Override
    public Future<Void> content(String text) {
        return spoken(() -> listener.content(Objects.requireNonNull(text, "an agent said null")));
    }

    @Override
    public Future<Void> thinking(String text) {
        return spoken(() -> listener.thinking(Objects.requireNonNull(text, "an agent thought null")));
    }

    @Override
    public void progress(int percent, String phase, String message) {
        spoken(() -> listener.progress(percent, words(phase), words(message)));
    }

    @Override
    public void streams() {
        here(listener::streams);
    }

    @Override
    public void alive() {
        spoken(listener::alive);
    }

    @Override
    public boolean isCancelled() {
        return stopped;
    }

    @Override
    public void onCancel(Runnable stop) {
        if (Thread.currentThread() != loop) {
            context.runOnContext(v -> onCancel(stop));
        } else if (stopped) {
            tell(stop);
        } else {
            stops.add(stop);
        }
    }

    private Future<Void> spoken(Runnable task) {
        return here(() -> {
            if (!spoke) {
                spoke = true;
                meters.firstToken(System.nanoTime() - askedNanos);
            }
            task.run();
        });
    }

    /** Completes when {@code task} has run, or needs not. Where that throws, as of what no agent may say, the run ends with it. */
    private Future<Void> here(Runnable task) {
        if (Thread.currentThread() != loop) {
            Promise<Void> ran = Promise.promise();
            context.runOnContext(v ->
                    Future.<Void>succeededFuture().compose(back -> here(task)).onComplete(ran));
            return ran.future();
        }
        if (over) {
            return Future.succeededFuture();
        }
        try {
            task.run();
            return Future.succeededFuture();
        } catch (RuntimeException failure) {
            stop();
            listener.answered(Future.failedFuture(failure));
            return Future.failedFuture(failure);
        }
    }

    /** Null is nothing: agents are written by anybody. */
    private static String words(@Nullable String said) {
        return said == null ? "" : Text.wellFormed(said);
    }

    private static Future<Outcome> attempt(Agent agent, ReplySink sink, Turn turn) {
        try {
            return Objects.requireNonNull(agent.answer(turn, sink), "the agent gave no future");
        } catch (Throwable failure) { // an Error too, such as a class that is missing: the turn ends with it
            return Future.failedFuture(failure);
        }
    }

    private Future<Outcome> attempt(Agent agent, Turn turn) {
        return attempt(agent, this, turn);
    }

    private static void tell(Runnable stop) {
        try {
            stop.run();
        } catch (Throwable failure) { // as of the answer itself
            LOG.warn("agent_stop_failed")
                    .addKeyValue(Field.CODE, "INTERNAL_ERROR")
                    .setCause(failure)
                    .log("an agent failed to stop");
        }
    }
}

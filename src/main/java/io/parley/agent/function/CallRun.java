package io.parley.agent.function;

import io.parley.agent.AgentFailure;
import io.parley.agent.FunctionCall;
import io.parley.agent.ModelFunction;
import io.parley.agent.ReplySink;
import io.parley.agent.Turn;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.protocol.ErrorCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One call while it runs, on the context that made it; the function may be anywhere. */
final class CallRun implements FunctionCall {
    private static final EventLog LOG = EventLog.of(CallRun.class, EventLog.CONVERSATION);

    private static final long ALIVE_MS = 1_000;

    private final Context context;
    private final Turn turn;
    private final JsonObject arguments;
    private final Wishes wishes;
    private final ReplySink sink;
    private final Promise<String> end = Promise.promise();
    private final List<Runnable> stops = new ArrayList<>();
    private boolean over;

    CallRun(Context context, Turn turn, JsonObject arguments, Wishes wishes, ReplySink sink) {
        this.context = context;
        this.turn = turn;
        this.arguments = arguments;
        this.wishes = wishes;
        this.sink = sink;
    }

    /** What the function says. Fails with {@link AgentFailure}, in words for the model, or where it was stopped. */
    Future<String> run(ModelFunction function, long timeoutMs) {
        long timer = context.owner().setTimer(timeoutMs, late -> {
            log(function, "no result after " + timeoutMs + " ms", null);
            stop(new AgentFailure(ErrorCode.UNAVAILABLE, "the function gave no result in time"));
        });
        long pulse = context.owner().setPeriodic(ALIVE_MS, tick -> alive());
        called(function).onComplete(result -> here(() -> ended(function, result)));
        return end.future().eventually(() -> {
            context.owner().cancelTimer(timer);
            context.owner().cancelTimer(pulse);
            return Future.succeededFuture();
        });
    }

    /** Of a task a function may take its time: that has a limit of its own. */
    private void alive() {
        if (turn.kind() == Turn.Kind.TASK) {
            sink.alive();
        }
    }

    /** Nobody waits for it any more. */
    void stop(AgentFailure why) {
        if (!over) {
            over = true;
            stops.forEach(this::tell);
            stops.clear();
            end.tryFail(why);
        }
    }

    @Override
    public Turn turn() {
        return turn;
    }

    @Override
    public JsonObject arguments() {
        return arguments.copy();
    }

    @Override
    public void progress(int percent, String phase, String message) {
        here(() -> sink.progress(percent, phase, message));
    }

    @Override
    public void ask(String question, List<String> choices) {
        Wishes.Question asked = new Wishes.Question(question, choices);
        here(() -> wishes.ask(asked));
    }

    @Override
    public void startTask(JsonObject args) {
        JsonObject own = new JsonObject(args.toBuffer());
        here(() -> wishes.startTask(own));
    }

    @Override
    public void onStop(Runnable stop) {
        context.runOnContext(v -> {
            if (over) {
                tell(stop);
            } else {
                stops.add(stop);
            }
        });
    }

    private Future<String> called(ModelFunction function) {
        try {
            return Objects.requireNonNull(function.call(this), "the function gave no future");
        } catch (Throwable failure) { // an Error too, such as a class that is missing
            return Future.failedFuture(failure);
        }
    }

    private void ended(ModelFunction function, AsyncResult<String> result) {
        over = true;
        stops.clear();
        if (result.succeeded()) {
            end.tryComplete(result.result() == null ? "" : result.result());
        } else if (result.cause() instanceof AgentFailure told) {
            Throwable cause = told.getCause();
            log(function, cause == null ? "it refused the call" : String.valueOf(cause.getMessage()), null);
            end.tryFail(told);
        } else {
            log(function, "the function failed", result.cause());
            end.tryFail(new AgentFailure(ErrorCode.INTERNAL_ERROR, "the function failed"));
        }
    }

    /** In the order in which it is said, on whichever thread. A wish that cannot be granted ends the call. */
    private void here(Runnable task) {
        context.runOnContext(v -> {
            if (over) {
                return;
            }
            try {
                task.run();
            } catch (AgentFailure refused) {
                stop(refused);
            }
        });
    }

    private void tell(Runnable stop) {
        try {
            stop.run();
        } catch (Throwable failure) { // as of the call itself
            LOG.warn("function_stop_failed")
                    .addKeyValue(Field.PROJECT_ID, turn.projectId())
                    .addKeyValue(Field.MESSAGE_ID, turn.turnId())
                    .setCause(failure)
                    .log("a function failed to stop");
        }
    }

    private void log(ModelFunction function, String sentence, @Nullable Throwable cause) {
        LOG.warn("function_failed")
                .addKeyValue(Field.PROJECT_ID, turn.projectId())
                .addKeyValue(Field.MESSAGE_ID, turn.turnId())
                .addKeyValue("function", function.name())
                .setCause(cause)
                .log("{}", sentence);
    }
}

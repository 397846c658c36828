package io.parley.agent.function;

import io.parley.agent.AgentFailure;
import io.parley.agent.ModelFunction;
import io.parley.agent.ReplySink;
import io.parley.agent.Turn;
import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The calls of one turn, one after the other, and what they want to become of it. Confined to one context. */
public final class Calls {
    private static final int MOST_ARGUMENTS = 65_536;

    private final Functions functions;
    private final Turn turn;
    private final ReplySink sink;
    private final Wishes wishes;
    private @Nullable CallRun running;
    private boolean stopped;

    Calls(Functions functions, Turn turn, ReplySink sink) {
        this.functions = functions;
        this.turn = turn;
        this.sink = sink;
        this.wishes = new Wishes(turn.kind());
    }

    public Wishes wishes() {
        return wishes;
    }

    /** What the model reads of its call, also where that failed. Fails only where the turn was stopped. */
    public Future<String> call(String name, String arguments) {
        ModelFunction function = functions.find(name, turn.kind());
        if (stopped) {
            return Future.failedFuture(stopped());
        }
        if (function == null) {
            return refused("there is no such function; there are " + String.join(", ", functions.names(turn.kind())));
        }
        Arguments given = arguments.length() > MOST_ARGUMENTS
                ? Arguments.wrong("the arguments are too long")
                : Arguments.of(arguments, function.parameters());
        if (given.json() == null) {
            return refused(given.fault());
        }
        sink.progress(0, name, ""); // a sign of life
        CallRun run = new CallRun(Objects.requireNonNull(Vertx.currentContext()), turn, given.json(), wishes, sink);
        running = run;
        return run.run(function, functions.timeoutMs())
                .map(Functions::readable)
                .recover(failure ->
                        stopped ? Future.failedFuture(failure) : refused(String.valueOf(failure.getMessage())));
    }

    /** The turn was stopped: what runs is told, and not waited for. */
    public void stop() {
        stopped = true;
        if (running != null) {
            running.stop(stopped());
        }
    }

    private static AgentFailure stopped() {
        return new AgentFailure(ErrorCode.UNAVAILABLE, "the turn was stopped");
    }

    private static Future<String> refused(String sentence) {
        return Future.succeededFuture(Functions.error(sentence));
    }
}

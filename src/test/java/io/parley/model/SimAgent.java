package io.parley.model;

import io.parley.agent.Agent;
import io.parley.agent.AgentFailure;
import io.parley.agent.Outcome;
import io.parley.agent.ReplySink;
import io.parley.agent.Turn;
import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The agent of the model: says what it is told to, and all of it is written down. One for all machines. */
final class SimAgent {
    private static final String[] TOKENS = {"a", "好", "👋", "\ud83d", "\udc4b", "b\n"};

    private final List<Run> running = new ArrayList<>();
    private final Map<String, Said> said = new HashMap<>();
    private int tokens;

    /** One attempt of one turn. */
    private record Run(SimNode node, Turn turn, ReplySink sink, Promise<Outcome> end) {}

    /** All that was said in one attempt. */
    static final class Said {
        final StringBuilder content = new StringBuilder();
        final StringBuilder thinking = new StringBuilder();
        boolean announces;

        boolean isNothing() {
            return content.isEmpty() && thinking.isEmpty();
        }
    }

    /** As the machine {@code node} asks it. */
    Agent on(SimNode node) {
        return (turn, sink) -> {
            Run run = new Run(node, turn, sink, Promise.promise());
            running.add(run);
            sink.onCancel(() -> running.remove(run));
            return run.end().future();
        };
    }

    /** What was said in that attempt so far; empty where it was not begun. */
    Said said(String turnId, int attempt) {
        return said.computeIfAbsent(turnId + " " + attempt, key -> new Said());
    }

    boolean isIdle() {
        running.removeIf(run -> run.node().isDead());
        return running.isEmpty();
    }

    /** The oldest answer that runs goes on by {@code count} tokens. */
    void say(int count, boolean thinks) {
        if (isIdle()) {
            return;
        }
        Run run = running.get(0);
        Said all = said(run.turn().turnId(), run.turn().attempt());
        for (int i = 0; i < count; i++) {
            String token = TOKENS[tokens++ % TOKENS.length];
            (thinks ? all.thinking : all.content).append(token);
            Future<Void> wanted =
                    thinks ? run.sink().thinking(token) : run.sink().content(token);
            if (wanted.failed()) {
                throw new AssertionError(wanted.cause());
            }
        }
    }

    /** Whether that attempt ended with the announcement of a task. */
    boolean announced(String turnId, int attempt) {
        return said(turnId, attempt).announces;
    }

    /** The oldest turn that runs ends; where that is well, an answer may announce a task. */
    void end(boolean well, boolean announces) {
        if (isIdle()) {
            return;
        }
        Run run = running.remove(0);
        if (well && announces && run.turn().kind() == Turn.Kind.ANSWER) {
            said(run.turn().turnId(), run.turn().attempt()).announces = true;
            run.end()
                    .complete(Outcome.thenGenerate(
                            new JsonObject().put("of", run.turn().turnId())));
        } else if (well) {
            run.end().complete(Outcome.complete());
        } else {
            run.end().fail(new AgentFailure(ErrorCode.UNAVAILABLE, "no more words"));
        }
    }
}

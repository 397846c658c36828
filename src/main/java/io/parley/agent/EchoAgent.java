package io.parley.agent;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Answers with the content as it came; a task's result is its arguments. For tests and measurements. */
final class EchoAgent implements Agent {
    @Override
    public Future<Outcome> answer(Turn turn, ReplySink sink) {
        if (turn.kind() == Turn.Kind.TASK) {
            sink.progress(100, "echo", "");
            return Future.succeededFuture(
                    Outcome.result(new JsonObject().put("echo", turn.message().args())));
        }
        return sink.content(turn.message().content()).map(Outcome.complete());
    }
}

package io.parley.agent.function;

import io.parley.agent.FunctionCall;
import io.parley.agent.ModelFunction;
import io.parley.agent.Turn;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Tells all members how far a task is. */
final class ReportProgress implements ModelFunction {
    @Override
    public String name() {
        return "report_progress";
    }

    @Override
    public String description() {
        return "Tells the user how far this task is. Call it whenever a new phase begins.";
    }

    @Override
    public JsonObject parameters() {
        return Schemas.object("percent", "phase")
                .with("percent", "integer", "0 to 100; it never goes back.")
                .with("phase", "string", "One word for the phase.")
                .with("message", "string", "A sentence about it, in the language of the user.")
                .json();
    }

    @Override
    public boolean suits(Turn.Kind kind) {
        return kind == Turn.Kind.TASK;
    }

    @Override
    public Future<String> call(FunctionCall call) {
        JsonObject args = call.arguments();
        call.progress(
                Math.max(0, Math.min(100, args.getInteger("percent"))),
                args.getString("phase"),
                args.getString("message", ""));
        return Future.succeededFuture("The user has been told.");
    }
}

package io.parley.agent.function;

import io.parley.agent.FunctionCall;
import io.parley.agent.ModelFunction;
import io.parley.agent.Turn;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Begins a generation task after the answer, as the command {@code generate} would. */
final class StartTask implements ModelFunction {
    @Override
    public String name() {
        return "start_task";
    }

    @Override
    public String description() {
        return "Begins a longer piece of work, such as a report, in the background. It begins when your answer ends; its "
                + "progress and result are shown to the user by themselves. Tell the user shortly what you have begun.";
    }

    @Override
    public JsonObject parameters() {
        return Schemas.object("prompt")
                .with("prompt", "string", "What is to be made: all that whoever makes it has to know.")
                .with("title", "string", "A few words for it.")
                .json();
    }

    @Override
    public boolean suits(Turn.Kind kind) {
        return kind == Turn.Kind.ANSWER;
    }

    @Override
    public Future<String> call(FunctionCall call) {
        call.startTask(call.arguments());
        return Future.succeededFuture("The task begins when your answer ends.");
    }
}

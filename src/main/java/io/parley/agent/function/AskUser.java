package io.parley.agent.function;

import io.parley.agent.AgentFailure;
import io.parley.agent.FunctionCall;
import io.parley.agent.ModelFunction;
import io.parley.agent.Turn;
import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Asks the user back, for words or for a choice. */
final class AskUser implements ModelFunction {
    @Override
    public String name() {
        return "ask_user";
    }

    @Override
    public String description() {
        return "Asks the user for what is missing, and ends your answer: what the user says or chooses comes back to you as the "
                + "next message. Give choices where the user should pick one.";
    }

    @Override
    public JsonObject parameters() {
        JsonObject choices = new JsonObject()
                .put("type", "array")
                .put("items", new JsonObject().put("type", "string"))
                .put("maxItems", Wishes.MOST_CHOICES)
                .put("description", "What the user can choose, a few words each.");
        return Schemas.object("question")
                .with("question", "string", "The question, as the user reads it.")
                .with("choices", choices)
                .json();
    }

    @Override
    public boolean suits(Turn.Kind kind) {
        return kind == Turn.Kind.ANSWER;
    }

    @Override
    public Future<String> call(FunctionCall call) {
        JsonArray given = call.arguments().getJsonArray("choices", new JsonArray());
        if (!given.stream().allMatch(String.class::isInstance)) {
            throw new AgentFailure(ErrorCode.BAD_REQUEST, "choices must be texts");
        }
        String question = call.arguments().getString("question");
        List<String> choices = given.stream().map(String::valueOf).toList();
        call.ask(question, choices);
        return Future.succeededFuture("The user is asked.");
    }
}

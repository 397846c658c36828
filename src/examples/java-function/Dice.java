package example;

import io.parley.agent.*;
import io.vertx.core.*;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.ThreadLocalRandom;

/** A function that a model may call, where llm.functions has "roll_dice": {}. */
public final class Dice implements ModelFunction {
    @Override
    public String name() {
        return "roll_dice";
    }

    @Override
    public String description() {
        return "Rolls a die, as you cannot.";
    }

    @Override
    public JsonObject parameters() {
        JsonObject sides = new JsonObject().put("type", "integer").put("description", "6 where it is not given.");
        return new JsonObject().put("type", "object").put("properties", new JsonObject().put("sides", sides));
    }

    @Override
    public Future<String> call(FunctionCall call) {
        int sides = call.arguments().getInteger("sides", 6);
        if (sides < 1) {
            return Future.failedFuture(new IllegalArgumentException("a die of " + sides + " sides"));
        }
        return Vertx.currentContext()
                .executeBlocking(() -> String.valueOf(ThreadLocalRandom.current().nextInt(sides) + 1));
    }
}

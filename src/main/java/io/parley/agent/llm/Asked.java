package io.parley.agent.llm;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** One call of a function that a model asks for; {@code arguments} as it wrote them. */
record Asked(String id, String name, String arguments) {
    /** As it goes back to the model's server, which reads arguments that are no JSON as little as we do. */
    JsonObject toJson() {
        return new JsonObject()
                .put("id", id)
                .put("type", "function")
                .put("function", new JsonObject().put("name", name).put("arguments", isObject() ? arguments : "{}"));
    }

    private boolean isObject() {
        try {
            return !new JsonObject(arguments).isEmpty();
        } catch (DecodeException | ClassCastException notOne) {
            return false;
        }
    }
}

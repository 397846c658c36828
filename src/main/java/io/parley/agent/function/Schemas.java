package io.parley.agent.function;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Makes the JSON Schema of a function's arguments. */
final class Schemas {
    private final JsonObject properties = new JsonObject();
    private final List<String> required;

    private Schemas(List<String> required) {
        this.required = required;
    }

    static Schemas object(String... required) {
        return new Schemas(List.of(required));
    }

    Schemas with(String name, String type, String description) {
        return with(name, new JsonObject().put("type", type).put("description", description));
    }

    Schemas with(String name, JsonObject schema) {
        properties.put(name, schema);
        return this;
    }

    JsonObject json() {
        return new JsonObject()
                .put("type", "object")
                .put("properties", properties)
                .put("required", new JsonArray(required));
    }
}

package io.parley.agent.function;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a model gives a function, if it is what the function takes: an object, with all that is required, each value of its type.
 * What lies deeper is for the function to look at. Pure.
 *
 * @param json null where it is not
 * @param fault what is wrong, in words for the model; empty for nothing
 */
record Arguments(@Nullable JsonObject json, String fault) {
    /** {@code text} as the model wrote it; nothing is an empty object. */
    static Arguments of(String text, JsonObject schema) {
        if (text.isBlank()) {
            return checked(new JsonObject(), schema);
        }
        try {
            return checked(new JsonObject(text), schema);
        } catch (DecodeException | ClassCastException notOne) {
            return wrong("the arguments are no JSON object");
        }
    }

    private static Arguments checked(JsonObject written, JsonObject schema) {
        JsonObject json = said(written);
        if (schema.getValue("required") instanceof JsonArray required) {
            for (Object name : required) {
                if (json.getValue(String.valueOf(name)) == null) {
                    return wrong("the argument \"" + name + "\" is missing");
                }
            }
        }
        if (schema.getValue("properties") instanceof JsonObject properties) {
            for (String name : properties.fieldNames()) {
                Object value = json.getValue(name);
                if (value != null && properties.getValue(name) instanceof JsonObject own && !fits(value, own)) {
                    return wrong("the argument \"" + name + "\" must be of type " + own.getValue("type"));
                }
            }
        }
        return new Arguments(json, "");
    }

    /** Without those that are null: models write so what they leave out. */
    private static JsonObject said(JsonObject written) {
        JsonObject said = new JsonObject();
        written.forEach(entry -> {
            if (entry.getValue() != null) {
                said.put(entry.getKey(), entry.getValue());
            }
        });
        return said;
    }

    private static boolean fits(Object value, JsonObject schema) {
        return !(schema.getValue("type") instanceof String type)
                || switch (type) {
                    case "string" -> value instanceof String;
                    case "integer" -> value instanceof Number number && number.doubleValue() % 1 == 0;
                    case "number" -> value instanceof Number;
                    case "boolean" -> value instanceof Boolean;
                    case "array" -> value instanceof JsonArray;
                    case "object" -> value instanceof JsonObject;
                    default -> true;
                };
    }

    static Arguments wrong(String fault) {
        return new Arguments(null, fault);
    }
}

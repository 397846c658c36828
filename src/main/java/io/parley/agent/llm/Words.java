package io.parley.agent.llm;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one delta, or one whole message, says: servers have several names for it.
 *
 * @param thought empty for nothing, as the others
 */
record Words(String thought, String said) {
    private static final List<String> THOUGHTS =
            List.of("reasoning_content", "reasoning", "reasoning_text", "thinking");
    private static final List<String> SAYINGS = List.of("content", "refusal");

    static Words of(JsonObject message) {
        return new Words(
                first(message, THOUGHTS) + parts(message, "thinking"),
                first(message, SAYINGS) + parts(message, "text"));
    }

    /** Some servers give the same text under two names. */
    private static String first(JsonObject message, List<String> names) {
        for (String name : names) {
            if (message.getValue(name) instanceof String text && !text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    /** The texts of the parts of this type, where the content is a list of parts. */
    private static String parts(JsonObject message, String type) {
        StringBuilder texts = new StringBuilder();
        if (message.getValue("content") instanceof JsonArray parts) {
            parts.forEach(part -> {
                if (part instanceof JsonObject one && type.equals(one.getValue("type"))) {
                    append(one.getValue(type), texts);
                }
            });
        }
        return texts.toString();
    }

    /** A text, or again a list of parts with one. */
    private static void append(@Nullable Object value, StringBuilder texts) {
        if (value instanceof String text) {
            texts.append(text);
        } else if (value instanceof JsonArray list) {
            list.forEach(part -> {
                if (part instanceof JsonObject one && one.getValue("text") instanceof String text) {
                    texts.append(text);
                }
            });
        }
    }
}

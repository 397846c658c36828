package io.parley.agent.llm;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is said when a model calls functions. */
final class Calling {
    static final String CALLED = "{\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}";
    static final String CITY = "{\"city\":\"北京\"}";

    private Calling() {}

    /** Three functions, of which {@code weather} is at {@code url}. */
    static JsonObject functions(String url) {
        JsonObject parameters = new JsonObject(
                "{\"type\":\"object\",\"required\":[\"city\"]," + "\"properties\":{\"city\":{\"type\":\"string\"}}}");
        return new JsonObject()
                .put("ask_user", new JsonObject())
                .put("start_task", new JsonObject())
                .put(
                        "weather",
                        new JsonObject()
                                .put("url", url)
                                .put("description", "The weather of a city now.")
                                .put("parameters", parameters)
                                .put("secret", "weather-secret"));
    }

    static JsonObject piece(int index, @Nullable String id, @Nullable String name, String arguments) {
        JsonObject function = new JsonObject().put("arguments", arguments);
        JsonObject call = new JsonObject()
                .put("index", index)
                .put("function", name == null ? function : function.put("name", name));
        return id == null ? call : call.put("id", id);
    }

    static List<String> names(JsonObject request) {
        return request.getJsonArray("tools").stream()
                .map(tool -> ((JsonObject) tool).getJsonObject("function").getString("name"))
                .toList();
    }

    /** The message of a request that has {@code after} others behind it. */
    static JsonObject said(JsonObject request, int after) {
        JsonArray messages = request.getJsonArray("messages");
        return messages.getJsonObject(messages.size() - 1 - after);
    }
}

package io.parley.agent.llm;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What a model is asked in one turn: the question, and then what it called and what came of it. Confined to one context. */
final class Dialogue {
    private final JsonObject request;
    private final JsonArray messages;
    private boolean closed;

    /** {@code request} as {@link ChatRequest} makes it; {@code tools} are the functions that it may call. */
    Dialogue(JsonObject request, JsonArray tools) {
        this.request = tools.isEmpty() ? request : request.put("tools", tools);
        this.messages = request.getJsonArray("messages");
    }

    boolean offersFunctions() {
        return request.containsKey("tools");
    }

    /** Whether it was told that it may call nothing more. */
    boolean isClosed() {
        return closed;
    }

    /** It may call nothing more, and has to answer. */
    void close() {
        closed = true;
        request.put("tool_choice", "none");
    }

    /** The model said this, and called. */
    void asked(Completion said) {
        JsonArray tools = new JsonArray();
        said.calls().forEach(call -> tools.add(call.toJson()));
        JsonObject message = new JsonObject()
                .put("role", "assistant")
                .put("content", said.content())
                .put("tool_calls", tools);
        messages.add(said.reasoning().isEmpty() ? message : message.put(Completion.REASONING, said.reasoning()));
    }

    void answered(Asked call, String result) {
        messages.add(new JsonObject()
                .put("role", "tool")
                .put("tool_call_id", call.id())
                .put("content", result));
    }

    Buffer body() {
        return request.toBuffer();
    }
}

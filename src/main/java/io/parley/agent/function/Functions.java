package io.parley.agent.function;

import io.parley.agent.ModelFunction;
import io.parley.agent.ReplySink;
import io.parley.agent.Turn;
import io.parley.protocol.Text;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that a configuration offers to its model. Immutable. */
public final class Functions {
    /** Of one result; the model reads no more. */
    static final int MOST_CHARS = 65_536;

    private final Map<String, Offered> byName = new LinkedHashMap<>();
    private final long timeoutMs;

    /** {@code description}: in words for the model. */
    record Offered(ModelFunction function, String description) {}

    /** Those of {@code offered}, each of which has {@code timeoutMs} for one call. */
    Functions(Collection<Offered> offered, long timeoutMs) {
        offered.forEach(one -> byName.put(one.function().name(), one));
        this.timeoutMs = timeoutMs;
    }

    /** What a model is told of those that suit {@code kind}, as a request has it; empty for none. */
    public JsonArray tools(Turn.Kind kind) {
        JsonArray tools = new JsonArray();
        byName.values().stream()
                .filter(one -> one.function().suits(kind))
                .map(one -> new JsonObject()
                        .put("name", one.function().name())
                        .put("description", one.description())
                        .put("parameters", one.function().parameters()))
                .forEach(function ->
                        tools.add(new JsonObject().put("type", "function").put("function", function)));
        return tools;
    }

    /** The calls of {@code turn}, one after the other. To be made on its context. */
    public Calls calls(Turn turn, ReplySink sink) {
        return new Calls(this, turn, sink);
    }

    /** Null where there is none of that name in turns of this kind. */
    @Nullable
    ModelFunction find(String name, Turn.Kind kind) {
        Offered offered = byName.get(name);
        return offered == null || !offered.function().suits(kind) ? null : offered.function();
    }

    List<String> names(Turn.Kind kind) {
        return byName.values().stream()
                .map(Offered::function)
                .filter(one -> one.suits(kind))
                .map(ModelFunction::name)
                .toList();
    }

    long timeoutMs() {
        return timeoutMs;
    }

    /** What a model is told instead of a result. */
    public static String error(String sentence) {
        return new JsonObject().put("error", sentence).encode();
    }

    static String readable(String result) {
        return result.length() <= MOST_CHARS
                ? result
                : result.substring(0, Text.floor(result, MOST_CHARS)) + " [cut here]";
    }
}

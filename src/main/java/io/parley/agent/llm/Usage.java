package io.parley.agent.llm;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What all questions of one turn have cost, as the server counts. Confined to one context. */
final class Usage {
    private @Nullable JsonObject sum;

    void add(@Nullable JsonObject told) {
        if (told == null) {
            return;
        }
        JsonObject before = sum;
        sum = before == null ? told : added(before, told);
    }

    /** Null where nothing was told. */
    @Nullable
    JsonObject sum() {
        return sum;
    }

    private static JsonObject added(JsonObject one, JsonObject other) {
        JsonObject both = other.copy();
        for (String name : one.fieldNames()) {
            Object before = one.getValue(name);
            Object now = both.getValue(name);
            if (before instanceof JsonObject inner && now instanceof JsonObject more) {
                both.put(name, added(inner, more));
            } else if (before instanceof Number count && now instanceof Number more) {
                both.put(name, plus(count, more));
            } else if (now == null) {
                both.put(name, before);
            }
        }
        return both;
    }

    private static Number plus(Number one, Number other) {
        boolean isWhole = one.doubleValue() % 1 == 0 && other.doubleValue() % 1 == 0;
        if (isWhole) {
            return one.longValue() + other.longValue();
        }
        return one.doubleValue() + other.doubleValue();
    }
}

package io.parley.bus;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a body that are just what they should be, and remembers whether one was not; then nothing read counts. */
final class PlainFields {
    private final JsonObject body;
    private boolean odd;

    PlainFields(JsonObject body) {
        this.body = body;
    }

    boolean areOdd() {
        return odd;
    }

    String text(String field) {
        if (body.getValue(field) instanceof String text) {
            return text;
        }
        odd = true;
        return "";
    }

    @Nullable
    String textOrNone(String field) {
        return isGiven(field) ? text(field) : null;
    }

    long number(String field) {
        Object value = body.getValue(field);
        if (value instanceof Long || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        odd = true;
        return 0;
    }

    int count(String field) {
        if (body.getValue(field) instanceof Integer count) {
            return count;
        }
        odd = true;
        return 0;
    }

    @Nullable
    Integer countOrNone(String field) {
        return isGiven(field) ? Integer.valueOf(count(field)) : null;
    }

    private boolean isGiven(String field) {
        return body.getValue(field) != null;
    }
}

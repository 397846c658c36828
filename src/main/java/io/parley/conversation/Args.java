package io.parley.conversation;

import io.parley.protocol.BadMessage;
import io.parley.protocol.Ids;
import io.parley.protocol.Phrase;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads single fields of free JSON; each throws {@link BadMessage} that names the field. A JSON null is an absent field. */
final class Args {
    private final String path;
    private final JsonObject json;

    /** {@code path} is where the fields are, such as {@code args}. */
    Args(String path, JsonObject json) {
        this.path = path;
        this.json = json;
    }

    @Nullable
    String text(String field) {
        Object value = json.getValue(field);
        if (value != null && !(value instanceof String)) {
            throw bad("bad.kind", field);
        }
        return (String) value;
    }

    /** A well-formed id. */
    @Nullable
    String id(String field) {
        String id = text(field);
        return id == null ? null : Ids.require(path + "." + field, id);
    }

    @Nullable
    JsonObject object(String field) {
        Object value = json.getValue(field);
        if (value == null || value instanceof JsonObject) {
            return (JsonObject) value;
        }
        if (value instanceof Map<?, ?>) {
            return json.getJsonObject(field);
        }
        throw bad("bad.kind", field);
    }

    /** A whole number from {@code least} on. */
    long number(String field, long least, long absent) {
        Object value = json.getValue(field);
        if (value == null) {
            return absent;
        }
        if (!(value instanceof Integer) && !(value instanceof Long)) {
            throw bad("bad.kind", field);
        }
        long number = ((Number) value).longValue();
        if (number < least) {
            throw new BadMessage(Phrase.of("bad.least", path + "." + field, String.valueOf(least)));
        }
        return number;
    }

    private BadMessage bad(String key, String field) {
        return new BadMessage(Phrase.of(key, path + "." + field));
    }
}

package io.parley.protocol;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks of single fields that a peer gave; each throws {@link BadMessage} naming the field. */
final class Fields {
    private static final int MAX_ATTACHMENTS = 10;
    private static final int MAX_URL_CHARS = 2_048;
    private static final int MAX_NAME_CHARS = 128;
    private static final int MAX_METADATA_BYTES = 4_096;
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private Fields() {}

    static void id(String field, @Nullable String id) {
        if (id != null && !Ids.isValid(id)) {
            throw bad("bad.id", field);
        }
    }

    static void present(String field, @Nullable Object value) {
        if (value == null) {
            throw bad("bad.missing", field);
        }
    }

    static void seq(String field, @Nullable Long seq) {
        if (seq != null && seq < 0) {
            throw bad("bad.negative", field);
        }
    }

    static void name(String field, @Nullable String name) {
        present(field, name);
        text(field, name);
        if (name != null && (name.isBlank() || name.length() > MAX_NAME_CHARS)) {
            throw bad("bad.name", field);
        }
    }

    /** Text that must be there, and must say something unless {@code mayBeBlank}. */
    static String said(String field, @Nullable String text, boolean mayBeBlank) {
        if (text == null) {
            throw bad("bad.missing", field);
        }
        if (text.isBlank() && !mayBeBlank) {
            throw bad("bad.blank", field);
        }
        text(field, text);
        return text;
    }

    /** Half of a surrogate pair cannot be sent on as UTF-8, nor be counted in positions. */
    static void text(String field, @Nullable String text) {
        if (text != null && !Text.isWellFormed(text)) {
            throw bad("bad.surrogate", field);
        }
    }

    static List<String> attachments(@Nullable List<String> urls) {
        if (urls == null) {
            return List.of();
        }
        if (urls.size() > MAX_ATTACHMENTS || !urls.stream().allMatch(Fields::isWebUrl)) {
            throw bad("bad.attachments", "attachments");
        }
        return List.copyOf(urls);
    }

    static void metadata(@Nullable JsonObject metadata) {
        json("metadata", metadata);
        if (metadata != null && metadata.encode().getBytes(StandardCharsets.UTF_8).length > MAX_METADATA_BYTES) {
            throw bad("bad.metadata_size", "metadata");
        }
    }

    /** Free JSON: its numbers are finite ({@code 1e400} is not) and its texts are well formed. */
    static void json(String field, @Nullable JsonObject json) {
        if (json != null) {
            value(field, json.getMap());
        }
    }

    /** As {@link #json}, of any kind. */
    static void free(String field, @Nullable Object value) {
        value(field, value);
    }

    private static void value(String field, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> {
                text(field, String.valueOf(key));
                value(field, inner);
            });
        } else if (value instanceof JsonObject object) {
            value(field, object.getMap());
        } else if (value instanceof JsonArray array) {
            value(field, array.getList());
        } else if (value instanceof List<?> list) {
            list.forEach(inner -> value(field, inner));
        } else if (value instanceof Double number && !Double.isFinite(number)) {
            throw bad("bad.not_finite", field);
        } else if (value instanceof String text) {
            text(field, text);
        }
    }

    private static boolean isWebUrl(@Nullable String url) {
        if (url == null || url.length() > MAX_URL_CHARS) {
            return false;
        }
        try {
            URI uri = new URI(url);
            String authority = uri.getRawAuthority();
            return uri.getScheme() != null
                    && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                    && authority != null
                    && !authority.isEmpty();
        } catch (URISyntaxException notAUrl) {
            return false;
        }
    }

    private static BadMessage bad(String key, String field) {
        return new BadMessage(Phrase.of(key, field));
    }
}

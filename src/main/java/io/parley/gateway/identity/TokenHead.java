package io.parley.gateway.identity;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a token says of its own signature, before anything of it is believed. */
record TokenHead(String algorithm, @Nullable String keyId) {
    private static final int MOST_CHARS = 8 * 1024;
    private static final int MOST_KEY_ID = 256;
    private static final Pattern SIGNED = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    /** Throws {@link Unauthenticated} where it is no signed token, or one that wants to be understood otherwise. */
    static TokenHead of(String token) {
        if (token.length() > MOST_CHARS || !SIGNED.matcher(token).matches()) {
            throw new Unauthenticated("a token that is not signed, too long, or none");
        }
        JsonObject head = json(token.substring(0, token.indexOf('.')));
        Object keyId = head.getValue("kid");
        boolean isPlain = head.getValue("alg") instanceof String
                && !head.containsKey("crit")
                && (keyId == null || (keyId instanceof String name && name.length() <= MOST_KEY_ID));
        if (!isPlain) {
            throw new Unauthenticated("a token with a header that is not understood");
        }
        return new TokenHead(head.getString("alg"), head.getString("kid"));
    }

    private static JsonObject json(String segment) {
        try {
            return new JsonObject(new String(Base64.getUrlDecoder().decode(segment), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | DecodeException | ClassCastException unreadable) {
            throw new Unauthenticated("a token that cannot be read");
        }
    }
}

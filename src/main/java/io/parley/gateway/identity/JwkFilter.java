package io.parley.gateway.identity;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Picks from JSON the keys that may verify tokens. What a key has besides, such as a private part, is left behind. Pure. */
final class JwkFilter {
    private static final int MOST_KEYS = 100;
    private static final int LEAST_RSA_BITS = 2_048;
    private static final List<String> PARTS = List.of("kty", "kid", "alg", "n", "e", "crv", "x", "y", "k");

    private final List<String> algorithms;

    /** Keys for other {@code algorithms} are passed over. */
    JwkFilter(List<String> algorithms) {
        this.algorithms = algorithms;
    }

    /** The usable keys of {@code json}, one key or a set of them. Throws {@link IllegalArgumentException} where there is none. */
    List<JsonObject> of(JsonObject json) {
        List<JsonObject> usable = new ArrayList<>();
        JsonArray all = json.getValue("keys") instanceof JsonArray set ? set : new JsonArray().add(json);
        for (Object one : all) {
            JsonObject key = one instanceof JsonObject jwk ? usable(jwk) : null;
            if (key != null && usable.size() < MOST_KEYS) {
                usable.add(key);
            }
        }
        if (usable.isEmpty()) {
            throw new IllegalArgumentException("no key for " + String.join(", ", algorithms)
                    + " (RSA of at least " + LEAST_RSA_BITS + " bits, EC of P-256, or a secret of at least "
                    + JwtConfig.LEAST_SECRET + " bytes)");
        }
        return usable;
    }

    private @Nullable JsonObject usable(JsonObject jwk) {
        String algorithm = algorithm(jwk);
        boolean isMeant = "sig".equals(jwk.getValue("use", "sig"))
                && algorithm.equals(jwk.getValue("alg", algorithm))
                && algorithms.contains(algorithm)
                && (jwk.getValue("kid") == null || jwk.getValue("kid") instanceof String);
        if (!isMeant) {
            return null;
        }
        JsonObject key = new JsonObject();
        PARTS.forEach(part -> {
            if (jwk.getValue(part) != null) {
                key.put(part, jwk.getValue(part));
            }
        });
        return key.put("alg", algorithm);
    }

    /** That of a key which is strong enough; empty for one that is not, or of another kind. */
    private static String algorithm(JsonObject jwk) {
        return switch (String.valueOf(jwk.getValue("kty"))) {
            case "RSA" -> bits(jwk, "n") >= LEAST_RSA_BITS && bits(jwk, "e") > 0 ? "RS256" : "";
            case "EC" -> "P-256".equals(jwk.getValue("crv")) && bits(jwk, "x") > 0 && bits(jwk, "y") > 0 ? "ES256" : "";
            case "oct" -> bits(jwk, "k") >= JwtConfig.LEAST_SECRET * Byte.SIZE ? JwtConfig.HMAC : "";
            default -> "";
        };
    }

    private static int bits(JsonObject jwk, String part) {
        try {
            return jwk.getValue(part) instanceof String text
                    ? Base64.getUrlDecoder().decode(text).length * Byte.SIZE
                    : 0;
        } catch (IllegalArgumentException notBase64) {
            return 0;
        }
    }
}

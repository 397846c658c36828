package io.parley.gateway.identity;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keys that verify signatures. Only signatures: the claims are for {@link Claims} to judge.
 *
 * @param named their names; a key need not have one
 * @param hasNameless whether one has none, and so may be any
 */
record KeySet(JWTAuth verifier, Set<String> named, boolean hasNameless) {
    /** Of one secret or text that has no name. */
    static KeySet of(Vertx vertx, List<PubSecKeyOptions> keys) {
        return new KeySet(JWTAuth.create(vertx, judgingNothing().setPubSecKeys(keys)), Set.of(), true);
    }

    /** Of keys in JSON, of which there is at least one. */
    static KeySet ofJwks(Vertx vertx, List<JsonObject> keys) {
        Set<String> named = keys.stream()
                .map(key -> key.getString("kid"))
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
        boolean hasNameless = keys.stream().anyMatch(key -> key.getString("kid") == null);
        return new KeySet(JWTAuth.create(vertx, judgingNothing().setJwks(keys)), named, hasNameless);
    }

    boolean has(@Nullable String keyId) {
        return keyId == null || hasNameless || named.contains(keyId);
    }

    private static JWTAuthOptions judgingNothing() {
        JWTAuthOptions options = new JWTAuthOptions();
        options.getJWTOptions().setIgnoreExpiration(true);
        return options;
    }
}

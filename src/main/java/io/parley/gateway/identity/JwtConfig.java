package io.parley.gateway.identity;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * The section {@code gateway.identity.jwt}: whose tokens are believed. It is looked at only where {@code mode} is {@code jwt}.
 *
 * @param algorithms with which a token may be signed
 * @param secret for HS256; empty: there is none
 * @param keyFile with PEM, a JWK or a set of them; empty: there is none
 * @param jwksUrl where a set of keys is fetched; empty: nowhere
 * @param jwksRefreshMs how old that set may be
 * @param issuer whom tokens must come from
 * @param audience whom tokens must be meant for
 * @param leewayS by how many seconds clocks may differ
 */
public record JwtConfig(
        List<String> algorithms,
        String secret,
        String keyFile,
        String jwksUrl,
        long jwksRefreshMs,
        String issuer,
        String audience,
        int leewayS) {
    /** In bytes: a shorter key is easier to guess than the signature (RFC 7518 section 3.2). */
    static final int LEAST_SECRET = 32;

    static final String HMAC = "HS256";
    private static final Set<String> KNOWN = Set.of(HMAC, "RS256", "ES256");

    public JwtConfig {
        algorithms = List.copyOf(algorithms);
    }

    public static JwtConfig defaults() {
        return new JwtConfig(List.of(HMAC), "", "", "", 300_000, "parley", "parley", 5);
    }

    /** Throws {@link IllegalArgumentException} that says what keeps tokens from being judged. */
    JwtConfig usable() {
        require(
                !algorithms.isEmpty() && KNOWN.containsAll(algorithms),
                "algorithms must be some of HS256, RS256, ES256");
        int sources = given(secret) + given(keyFile) + given(jwksUrl);
        require(
                sources == 1,
                "exactly one of secret, key_file and jwks_url must be set, for tokens to be verified with");
        require(!issuer.isBlank() && !audience.isBlank(), "issuer and audience must be set");
        require(
                leewayS >= 0 && jwksRefreshMs > 0,
                "leeway_s must not be negative, jwks_refresh_ms must be more than 0");
        boolean isHmac = algorithms.contains(HMAC);
        if (given(secret) == 1) {
            require(isHmac && algorithms.size() == 1, "a secret is for HS256, so algorithms must be that alone");
            requireLong(secret.getBytes(StandardCharsets.UTF_8).length);
        }
        if (given(jwksUrl) == 1) {
            require(!isHmac, "keys of a jwks_url are public, so algorithms must not have HS256");
            require(Jwks.isSafe(jwksUrl), "jwks_url must be an https address, or http on a loopback address");
        }
        return this;
    }

    static void requireLong(int bytes) {
        require(bytes >= LEAST_SECRET, "secret must be at least " + LEAST_SECRET + " bytes long");
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException("identity.jwt: " + sentence);
        }
    }

    private static int given(String value) {
        return value.isBlank() ? 0 : 1;
    }

    @Override
    public String toString() {
        return "JwtConfig[algorithms=" + algorithms + ", keyFile=" + keyFile + ", jwksUrl=" + jwksUrl + ", issuer="
                + issuer + ", audience=" + audience + "]";
    }
}

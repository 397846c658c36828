package io.parley.gateway.identity;

import java.util.List;

/** Configurations that differ from the defaults in where the keys are. */
final class JwtConfigs {
    private JwtConfigs() {}

    static JwtConfig withSecret(String secret) {
        return of(List.of("HS256"), secret, "", "");
    }

    static JwtConfig withFile(String file, List<String> algorithms) {
        return of(algorithms, "", file, "");
    }

    static JwtConfig withUrl(String url) {
        return of(List.of("RS256", "ES256"), "", "", url);
    }

    private static JwtConfig of(List<String> algorithms, String secret, String file, String url) {
        return new JwtConfig(algorithms, secret, file, url, 60_000, "parley", "parley", 5);
    }
}

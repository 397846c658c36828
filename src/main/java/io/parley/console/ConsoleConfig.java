package io.parley.console;

import io.parley.ops.Loopback;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * Where the console listens, and who may ask.
 *
 * @param token what a client must send as {@code Authorization: Bearer}; empty: all may ask, on loopback only
 */
record ConsoleConfig(String host, int port, String token) {
    private static final Set<String> KEYS = Set.of("host", "port", "token");
    private static final int TOKEN_LENGTH = 16;

    ConsoleConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0..65535: " + port);
        }
        if (!token.isEmpty() && token.length() < TOKEN_LENGTH) {
            throw new IllegalArgumentException("token must have at least " + TOKEN_LENGTH + " characters");
        }
        if (token.isEmpty() && !Loopback.is(host)) {
            throw new IllegalArgumentException("host " + host + " is not a loopback address, so others can reach it: "
                    + "set a token, or host 127.0.0.1");
        }
    }

    /** Throws {@link IllegalArgumentException} with a sentence that names the key. */
    static ConsoleConfig of(JsonObject json) {
        json.fieldNames().stream()
                .filter(key -> !KEYS.contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw new IllegalArgumentException("unknown key " + key + "; known are host, port and token");
                });
        return new ConsoleConfig(text(json, "host", "127.0.0.1"), port(json), text(json, "token", ""));
    }

    boolean isOpen() {
        return token.isEmpty();
    }

    private static int port(JsonObject json) {
        if (json.getValue("port", 8081) instanceof Integer port) {
            return port;
        }
        throw new IllegalArgumentException("port must be a whole number: " + json.getValue("port"));
    }

    private static String text(JsonObject json, String key, String otherwise) {
        if (json.getValue(key, otherwise) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(key + " must be a text");
    }
}

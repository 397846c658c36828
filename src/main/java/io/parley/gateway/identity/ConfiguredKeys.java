package io.parley.gateway.identity;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.PubSecKeyOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys that are there once and for all: a secret, or what a file has. */
final class ConfiguredKeys implements Keys {
    private final Vertx vertx;
    private final JwtConfig config;
    private @Nullable KeySet keys;

    ConfiguredKeys(Vertx vertx, JwtConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    @Override
    public Future<Void> start() {
        if (config.keyFile().isBlank()) {
            var secret = new PubSecKeyOptions().setAlgorithm(JwtConfig.HMAC).setBuffer(config.secret());
            keys = KeySet.of(vertx, List.of(secret));
            return Future.succeededFuture();
        }
        String name = config.keyFile();
        return vertx.fileSystem()
                .readFile(name)
                .recover(failure -> Future.failedFuture(
                        new IllegalArgumentException("identity.jwt.key_file " + name + " cannot be read", failure)))
                .<Void>map(text -> {
                    keys = read(name, text.toString());
                    return null;
                });
    }

    @Override
    public Future<KeySet> with(@Nullable String keyId) {
        KeySet here = keys;
        return here == null
                ? Future.failedFuture(new Undecided("the key has not been read yet"))
                : Future.succeededFuture(here);
    }

    private KeySet read(String name, String text) {
        try {
            return text.strip().startsWith("{")
                    ? KeySet.ofJwks(vertx, new JwkFilter(config.algorithms()).of(new JsonObject(text)))
                    : KeySet.of(vertx, List.of(Pem.key(text, config.algorithms())));
        } catch (DecodeException notJson) {
            throw new IllegalArgumentException("identity.jwt.key_file " + name + " is not valid JSON");
        } catch (IllegalArgumentException unusable) {
            throw new IllegalArgumentException(
                    "identity.jwt.key_file " + name + " has " + unusable.getMessage(), unusable.getCause());
        }
    }
}

package io.parley.gateway.identity;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.authentication.TokenCredentials;

/**
 * Believes signed tokens: in the {@code Authorization} header, as a sub-protocol, or in a first message. Who also says by other
 * means who it is, which here is nobody's to say, is refused. Confined to one context.
 */
public final class JwtAuthenticator implements Authenticator {
    /** Where Vert.x keeps what a token says. */
    private static final String CLAIMS = "accessToken";

    private final JwtConfig config;
    private final Keys keys;
    private final Claims claims;

    /** Throws {@link IllegalArgumentException} that says what is wrong with {@code config}. */
    public JwtAuthenticator(Vertx vertx, JwtConfig config) {
        this(config.usable(), keys(vertx, config));
    }

    JwtAuthenticator(JwtConfig config, Keys keys) {
        this.config = config;
        this.keys = keys;
        this.claims = new Claims(config);
    }

    private static Keys keys(Vertx vertx, JwtConfig config) {
        return config.jwksUrl().isBlank()
                ? new ConfiguredKeys(vertx, config)
                : new FetchedKeys(vertx, config, new Jwks(vertx, config.jwksUrl())::fetch, System::nanoTime);
    }

    @Override
    public Future<Void> start() {
        return keys.start();
    }

    @Override
    public boolean awaitsToken(HttpServerRequest request) {
        try {
            return !Claimed.isMade(request) && BearerToken.of(request) == null;
        } catch (Unauthenticated several) {
            return false; // and so it is refused
        }
    }

    @Override
    public Future<Principal> authenticate(HttpServerRequest request) {
        if (Claimed.isMade(request)) {
            return refused("a User-ID header or user_id, which is nobody's to say here");
        }
        String token = BearerToken.of(request);
        return token == null ? refused("no token") : authenticate(token);
    }

    @Override
    public Future<Principal> authenticate(String token) {
        TokenHead head = TokenHead.of(token);
        if (!config.algorithms().contains(head.algorithm())) {
            return refused("a token that is signed in a way which is not allowed");
        }
        return keys.with(head.keyId())
                .compose(found -> verified(found, token))
                .map(said -> claims.judge(said, System.currentTimeMillis()));
    }

    /** What the token says. Of what is wrong with it nothing is repeated: the complaint of a parser has pieces of it. */
    private static Future<JsonObject> verified(KeySet keys, String token) {
        return Future.succeededFuture(new TokenCredentials(token))
                .compose(keys.verifier()::authenticate) // throws where a time is no number
                .map(user -> user.attributes().getJsonObject(CLAIMS))
                .recover(failure -> refused("a token that cannot be verified"));
    }

    private static <T> Future<T> refused(String reason) {
        return Future.failedFuture(new Unauthenticated(reason));
    }
}

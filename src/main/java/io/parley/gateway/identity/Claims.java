package io.parley.gateway.identity;

import io.parley.protocol.Ids;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Judges what a token says, once its signature is verified (RFC 7519 section 4.1). Pure. */
final class Claims {
    /** Year 9999: beyond it a number is no time. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private final JwtConfig config;

    Claims(JwtConfig config) {
        this.config = config;
    }

    /** Whom {@code claims} speak of, and until when. Throws {@link Unauthenticated} that says what is wrong, not what was said. */
    Principal judge(JsonObject claims, long nowMs) {
        long leewayMs = TimeUnit.SECONDS.toMillis(config.leewayS());
        @Nullable Long untilMs = timeMs(claims, "exp");
        @Nullable Long fromMs = timeMs(claims, "nbf");
        @Nullable Long issuedMs = timeMs(claims, "iat");
        require(config.issuer().equals(claims.getValue("iss")), "a token of another issuer");
        require(isAudience(claims.getValue("aud")), "a token for another audience");
        require(fromMs == null || fromMs <= nowMs + leewayMs, "a token that is not valid yet");
        require(issuedMs == null || issuedMs <= nowMs + leewayMs, "a token from the future");
        if (untilMs == null || untilMs + leewayMs <= nowMs) {
            throw new Unauthenticated(untilMs == null ? "a token without exp" : "a token that has run out");
        }
        if (!(claims.getValue("sub") instanceof String userId) || !Ids.isValid(userId)) {
            throw new Unauthenticated("a token whose sub is no valid user id");
        }
        return new Principal(userId, untilMs + leewayMs);
    }

    private static @Nullable Long timeMs(JsonObject claims, String claim) {
        Object value = claims.getValue(claim);
        if (value == null) {
            return null;
        }
        require(
                value instanceof Number time && time.doubleValue() >= 0 && time.doubleValue() <= LAST_SECOND,
                "a token with a time that is none");
        return (long) (((Number) value).doubleValue() * 1_000);
    }

    private boolean isAudience(@Nullable Object audience) {
        return audience instanceof JsonArray several
                ? several.contains(config.audience())
                : config.audience().equals(audience);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Unauthenticated(otherwise);
        }
    }
}

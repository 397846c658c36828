package io.parley.gateway.identity;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** Signs tokens for tests, in each way that a gateway may be told to believe. */
public final class Issuer {
    public static final String SECRET = "a secret of tests, of 32 bytes or more";

    private final JWTAuth signer;
    private final String algorithm;
    /** In PEM; empty for a secret. */
    private final String publicPem;

    private final JsonObject jwk;

    private Issuer(JWTAuth signer, String algorithm, String publicPem, JsonObject jwk) {
        this.signer = signer;
        this.algorithm = algorithm;
        this.publicPem = publicPem;
        this.jwk = jwk;
    }

    /** Signs HS256 with {@code secret}. */
    public static Issuer withSecret(Vertx vertx, String secret) {
        var key = new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(secret);
        return new Issuer(JWTAuth.create(vertx, new JWTAuthOptions().addPubSecKey(key)), "HS256", "", new JsonObject());
    }

    static Issuer ofRsa(Vertx vertx, String keyId, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        KeyPair pair = generator.generateKeyPair();
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        var jwk = new JsonObject()
                .put("kty", "RSA")
                .put("n", base64(key.getModulus(), (bits + 7) / 8))
                .put("e", base64(key.getPublicExponent(), 3));
        return of(vertx, "RS256", keyId, pair, jwk);
    }

    static Issuer ofEc(Vertx vertx, String keyId) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        var jwk = new JsonObject()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("x", base64(key.getW().getAffineX(), 32))
                .put("y", base64(key.getW().getAffineY(), 32));
        return of(vertx, "ES256", keyId, pair, jwk);
    }

    private static Issuer of(Vertx vertx, String algorithm, String keyId, KeyPair pair, JsonObject jwk) {
        var key = new PubSecKeyOptions()
                .setAlgorithm(algorithm)
                .setId(keyId)
                .setBuffer(pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        return new Issuer(
                JWTAuth.create(vertx, new JWTAuthOptions().addPubSecKey(key)),
                algorithm,
                pem("PUBLIC KEY", pair.getPublic().getEncoded()),
                jwk.put("kid", keyId).put("alg", algorithm).put("use", "sig"));
    }

    String publicPem() {
        return publicPem;
    }

    /** The public key, as a provider shows it. */
    JsonObject jwk() {
        return jwk;
    }

    static JsonObject setOf(Issuer... issuers) {
        JsonArray keys = new JsonArray();
        Arrays.stream(issuers).forEach(issuer -> keys.add(issuer.jwk()));
        return new JsonObject().put("keys", keys);
    }

    /** A token of {@code userId} that holds for so many seconds from now. */
    public String token(String userId, long seconds) {
        return sign(claims(userId, seconds));
    }

    static JsonObject claims(String userId, long seconds) {
        return new JsonObject()
                .put("sub", userId)
                .put("iss", "parley")
                .put("aud", "parley")
                .put("exp", System.currentTimeMillis() / 1_000 + seconds);
    }

    String sign(JsonObject claims) {
        return sign(claims, new JsonObject());
    }

    String sign(JsonObject claims, JsonObject head) {
        return signer.generateToken(
                claims, new JWTOptions().setAlgorithm(algorithm).setHeader(head));
    }

    private static String base64(BigInteger number, int bytes) {
        byte[] signed = number.toByteArray();
        byte[] unsigned = new byte[bytes];
        int length = Math.min(signed.length, bytes);
        System.arraycopy(signed, signed.length - length, unsigned, bytes - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(unsigned);
    }

    static String pem(String kind, byte[] body) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(body);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }
}

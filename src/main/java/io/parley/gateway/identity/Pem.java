package io.parley.gateway.identity;

import io.vertx.ext.auth.PubSecKeyOptions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One public key, or the certificate of one, in PEM. Pure. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final int LEAST_RSA_BITS = 2_048;
    private static final int P256_BITS = 256;

    private Pem() {}

    /** Throws {@link IllegalArgumentException} that says what {@code text} is instead. */
    static PubSecKeyOptions key(String text, List<String> algorithms) {
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw new IllegalArgumentException("neither PEM nor JSON");
        }
        PublicKey key = parsed(block.group(1), block.group(2), block.group());
        String algorithm = algorithm(key);
        if (!algorithms.contains(algorithm)) {
            throw new IllegalArgumentException(
                    "a key for " + algorithm + ", which identity.jwt.algorithms does not have");
        }
        return new PubSecKeyOptions().setAlgorithm(algorithm).setBuffer(asPublicKey(key));
    }

    private static PublicKey parsed(String kind, String body, String block) {
        try {
            return switch (kind) {
                case "PUBLIC KEY" -> publicKey(Base64.getMimeDecoder().decode(body));
                case "CERTIFICATE" ->
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.getBytes(StandardCharsets.US_ASCII)))
                            .getPublicKey();
                default ->
                    throw new IllegalArgumentException(
                            "a " + kind + "; give the public key (BEGIN PUBLIC KEY) or a certificate");
            };
        } catch (GeneralSecurityException failure) {
            throw new IllegalArgumentException("a " + kind + " that cannot be read", failure);
        }
    }

    private static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        PublicKey rsa = attempt("RSA", encoded);
        return rsa == null ? KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded)) : rsa;
    }

    private static @Nullable PublicKey attempt(String algorithm, byte[] encoded) {
        try {
            return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException other) {
            return null; // a key of another kind
        }
    }

    private static String algorithm(PublicKey key) {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= LEAST_RSA_BITS) {
            return "RS256";
        }
        if (key instanceof ECPublicKey ec
                && ec.getParams().getCurve().getField().getFieldSize() == P256_BITS) {
            return "ES256";
        }
        throw new IllegalArgumentException(
                "neither an RSA key of at least " + LEAST_RSA_BITS + " bits nor an EC key of P-256");
    }

    private static String asPublicKey(PublicKey key) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
    }
}

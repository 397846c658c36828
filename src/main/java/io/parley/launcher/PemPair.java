package io.parley.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A certificate and the private key to it, each in a PEM file (RFC 7468), and whether they go together. */
final class PemPair {
    private static final Pattern PKCS8 = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");
    private static final byte[] SIGNED = "signed".getBytes(StandardCharsets.US_ASCII);

    private PemPair() {}

    /**
     * What is wrong with them, as the end of a sentence; null where nothing is. A key that is no PKCS #8, or of an algorithm that
     * is not known here, is not looked at.
     */
    static @Nullable String fault(Path cert, Path key) {
        try {
            X509Certificate own = first(cert);
            own.checkValidity();
            return faultOfKey(own.getPublicKey(), key);
        } catch (CertificateExpiredException expired) {
            return "the certificate in cluster.tls.cert has expired: " + expired.getMessage();
        } catch (CertificateNotYetValidException early) {
            return "the certificate in cluster.tls.cert is not valid yet: " + early.getMessage();
        } catch (GeneralSecurityException | IOException | IllegalArgumentException unreadable) {
            return "cluster.tls.cert or cluster.tls.key cannot be read: " + unreadable.getMessage();
        }
    }

    private static X509Certificate first(Path cert) throws IOException, GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(cert)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    private static @Nullable String faultOfKey(PublicKey certified, Path key)
            throws IOException, GeneralSecurityException {
        String signature = SIGNATURES.get(certified.getAlgorithm());
        Matcher pem = PKCS8.matcher(Files.readString(key, StandardCharsets.ISO_8859_1));
        if (signature == null || !pem.find()) {
            return null;
        }
        try {
            PrivateKey own = KeyFactory.getInstance(certified.getAlgorithm())
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
            return goTogether(signature, own, certified) ? null : strange();
        } catch (InvalidKeySpecException ofAnotherKind) {
            return strange();
        }
    }

    private static String strange() {
        return "the key in cluster.tls.key is not that of the certificate in cluster.tls.cert";
    }

    private static boolean goTogether(String algorithm, PrivateKey own, PublicKey certified)
            throws GeneralSecurityException {
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(own);
        signing.update(SIGNED);
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(certified);
        verifying.update(SIGNED);
        return verifying.verify(signing.sign());
    }
}

package io.parley.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A certificate and the private key to it, each in a PEM file (RFC 7468), and whether they go together. */
final class PemPair {
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----");
    private static final Pattern PKCS8 = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA"); // Vert.x reads keys of no other algorithm
    private static final int DIGITAL_SIGNATURE = 0;
    private static final String ANY_USAGE = "2.5.29.37.0";
    private static final List<String> BOTH_ENDS = List.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    private static final byte[] SIGNED = "signed".getBytes(StandardCharsets.US_ASCII);

    private PemPair() {}

    /**
     * What is wrong with them, as the end of a sentence; null where nothing is. A key that is no PKCS #8 is not looked at. Who
     * believes in the certificate itself, as it is in {@code ca}, does not ask whether it has expired, nor what it is for.
     */
    static @Nullable String fault(Path cert, Path key, Path ca) {
        try {
            X509Certificate own = (X509Certificate) certificates(cert).get(0);
            String fault = certificates(ca).contains(own) ? null : faultOfUse(own);
            return fault == null ? faultOfKey(own.getPublicKey(), key) : fault;
        } catch (CertificateExpiredException expired) {
            return "the certificate in cluster.tls.cert has expired: " + expired.getMessage();
        } catch (CertificateNotYetValidException early) {
            return "the certificate in cluster.tls.cert is not valid yet: " + early.getMessage();
        } catch (GeneralSecurityException | IOException | IllegalArgumentException unreadable) {
            return "cluster.tls.cert, cluster.tls.key or cluster.tls.ca cannot be read: " + unreadable.getMessage();
        }
    }

    private static @Nullable String faultOfUse(X509Certificate own) throws CertificateException {
        own.checkValidity();
        boolean[] usage = own.getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE]) {
            return "the certificate in cluster.tls.cert is not for digitalSignature, as TLS needs it (key usage)";
        }
        return isForBothEnds(own.getExtendedKeyUsage())
                ? null
                : "the certificate in cluster.tls.cert is not for both serverAuth and clientAuth, as a node needs it (extended key usage)";
    }

    /** {@code usage} null: for whatever its owner likes (RFC 5280, 4.2.1.12). */
    private static boolean isForBothEnds(@Nullable List<String> usage) {
        return usage == null || usage.contains(ANY_USAGE) || usage.containsAll(BOTH_ENDS);
    }

    /** All in the file, whatever else is in it; at least one. As Vert.x reads them: Java takes the first block for one. */
    private static List<Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<Certificate> all = new ArrayList<>();
        Matcher pem = CERTIFICATE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (pem.find()) {
            byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
            all.add(factory.generateCertificate(new ByteArrayInputStream(der)));
        }
        if (all.isEmpty()) {
            throw new CertificateException("no whole block CERTIFICATE in " + file);
        }
        return all;
    }

    private static @Nullable String faultOfKey(PublicKey certified, Path key)
            throws IOException, GeneralSecurityException {
        String signature = SIGNATURES.get(certified.getAlgorithm());
        Matcher pem = PKCS8.matcher(Files.readString(key, StandardCharsets.ISO_8859_1));
        if (signature == null) {
            return "the certificate in cluster.tls.cert has a key of " + certified.getAlgorithm()
                    + "; give one of RSA or EC";
        }
        if (!pem.find()) {
            return null;
        }
        try {
            PrivateKey own = KeyFactory.getInstance(certified.getAlgorithm())
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
            return goTogether(signature, own, certified) ? null : strange();
        } catch (InvalidKeySpecException | SignatureException ofAnotherKind) { // also one of another length
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

package io.parley.agent.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How somebody is reached.
 *
 * @param headers go with each request, and nowhere else
 * @param connections how many requests at once; as many wait
 * @param trust whose certificates are believed; null: those that Java believes
 * @param proxy over which all goes; null: over none
 */
public record Reach(
        Target target,
        Map<String, String> headers,
        int connections,
        @Nullable PemTrustOptions trust,
        @Nullable ProxyOptions proxy) {
    private static final int CONNECTIONS = 256;

    public Reach {
        headers = Map.copyOf(headers);
    }

    /** Directly, believing whom Java believes. */
    public static Reach of(Target target, Map<String, String> headers) {
        return new Reach(target, headers, CONNECTIONS, null, null);
    }

    public Reach withConnections(int most) {
        return new Reach(target, headers, most, trust, proxy);
    }

    /**
     * Believing the certificates in the PEM file {@code path}, the value of {@code key}; empty: as before. Throws {@link
     * IllegalArgumentException} that says what is wrong with it.
     */
    public Reach trusting(String key, String path) {
        if (path.isBlank()) {
            return this;
        }
        try {
            byte[] pem = Files.readAllBytes(Path.of(path));
            requireCertificates(key, path, pem);
            PemTrustOptions own = new PemTrustOptions().addCertValue(Buffer.buffer(pem));
            return new Reach(target, headers, connections, own, proxy);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(key + ": the file " + path + " cannot be read: " + e, e);
        }
    }

    /** Over the HTTP proxy {@code url}, the value of {@code key}; empty: as before. Throws as {@link #trusting}. */
    public Reach over(String key, String url) {
        return url.isBlank() ? this : new Reach(target, headers, connections, trust, proxyAt(key, url.strip()));
    }

    private static void requireCertificates(String key, String path, byte[] pem) {
        try {
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))
                    .isEmpty()) {
                throw new CertificateException("it is empty");
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException(
                    key + ": the file " + path + " has no certificate in PEM: " + e.getMessage(), e);
        }
    }

    private static ProxyOptions proxyAt(String key, String url) {
        try {
            URI parsed = new URI(url);
            boolean isWhole = "http".equals(parsed.getScheme()) && parsed.getHost() != null && parsed.getPort() > 0;
            if (!isWhole || parsed.getRawUserInfo() != null) {
                throw new IllegalArgumentException(key + " must be http://host:port, without a user or password");
            }
            return new ProxyOptions()
                    .setType(ProxyType.HTTP)
                    .setHost(parsed.getHost())
                    .setPort(parsed.getPort());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(key + " is no URL: " + e.getReason(), e);
        }
    }
}

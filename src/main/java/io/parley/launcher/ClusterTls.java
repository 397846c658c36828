package io.parley.launcher;

import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Encryption of the bus between nodes, where both ends show a certificate (RFC 8446, 4.3.2). Membership, over which Hazelcast
 * tells who has subscribed to what, stays open: it is not in Hazelcast's free edition.
 *
 * @param cert PEM file with the certificate of this node, with {@code key}
 * @param ca PEM file with the certificates of who may sign those of the others
 */
record ClusterTls(boolean enabled, String cert, String key, String ca) {
    static final ClusterTls OFF = new ClusterTls(false, "", "", "");

    /** Fails with {@link LaunchFailure} where a file is not there, has something else in it, or does not go with the others. */
    static ClusterTls of(JsonObject section) {
        ClusterTls tls = new ClusterTls(
                section.getBoolean("enabled"),
                section.getString("cert"),
                section.getString("key"),
                section.getString("ca"));
        if (tls.enabled) {
            requirePem("cert", tls.cert, "CERTIFICATE-----");
            requirePem("key", tls.key, "PRIVATE KEY-----");
            requirePem("ca", tls.ca, "CERTIFICATE-----");
            requirePair(tls);
        }
        return tls;
    }

    void configure(EventBusOptions bus) {
        if (enabled) {
            bus.setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions().setCertPath(cert).setKeyPath(key))
                    .setTrustOptions(new PemTrustOptions().addCertPath(ca))
                    .setTrustAll(false) // unlike other clients of Vert.x its bus believes every server by default
                    .setClientAuth(ClientAuth.REQUIRED);
        }
    }

    private static void requirePem(String name, String path, String what) {
        if (path.isBlank() || !Files.isRegularFile(Path.of(path))) {
            throw refused(name, path, "names no file");
        }
        try {
            if (!Files.readString(Path.of(path), StandardCharsets.ISO_8859_1).contains(what)) {
                throw refused(name, path, "names a file without \"-----BEGIN … " + what + "\"");
            }
        } catch (IOException unreadable) {
            throw refused(name, path, "names a file that cannot be read");
        }
    }

    private static void requirePair(ClusterTls tls) {
        String fault = PemPair.fault(Path.of(tls.cert), Path.of(tls.key), Path.of(tls.ca));
        if (fault != null) {
            throw new LaunchFailure(ExitCode.CONFIGURATION, "cluster.tls is enabled, and " + fault);
        }
    }

    private static LaunchFailure refused(String name, String path, String why) {
        return new LaunchFailure(
                ExitCode.CONFIGURATION,
                "cluster.tls is enabled, and cluster.tls." + name + " " + why + ": \"" + path + "\"");
    }
}

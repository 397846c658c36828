package io.parley.launcher;

import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
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

    /** Fails with {@link LaunchFailure} where a file is not there. */
    static ClusterTls of(JsonObject section) {
        ClusterTls tls = new ClusterTls(
                section.getBoolean("enabled"),
                section.getString("cert"),
                section.getString("key"),
                section.getString("ca"));
        if (tls.enabled) {
            requireFile("cert", tls.cert);
            requireFile("key", tls.key);
            requireFile("ca", tls.ca);
        }
        return tls;
    }

    void configure(EventBusOptions bus) {
        if (enabled) {
            bus.setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions().setCertPath(cert).setKeyPath(key))
                    .setTrustOptions(new PemTrustOptions().addCertPath(ca))
                    .setClientAuth(ClientAuth.REQUIRED);
        }
    }

    private static void requireFile(String name, String path) {
        if (path.isBlank() || !Files.isReadable(Path.of(path))) {
            throw new LaunchFailure(
                    ExitCode.CONFIGURATION,
                    "cluster.tls is enabled, and cluster.tls." + name + " names no file that can be read: \"" + path
                            + "\"");
        }
    }
}

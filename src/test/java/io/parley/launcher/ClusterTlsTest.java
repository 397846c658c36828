package io.parley.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.parley.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes whose bus is encrypted, on loopback, with certificates that keytool makes. */
class ClusterTlsTest {
    private static final String PASSWORD = "only-of-this-test";

    private final Path folder;
    private final int port = FreePorts.one();

    ClusterTlsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void nodesWithCertificatesOfOneAuthorityHearEachOtherAndOneOfAnotherIsNotHeard() throws Exception {
        ClusterTls ours = certified("ours");
        ClusterTls strange = certified("strange");
        Vertx one = node(ours);
        Vertx other = node(ours);
        Vertx stranger = node(strange);
        try {
            one.eventBus()
                    .consumer("greet", message -> message.reply("hello " + message.body()))
                    .completion()
                    .await(20, SECONDS);

            assertThat(ask(other)).isEqualTo("hello you");
            assertThat(catchThrowable(() -> ask(stranger))).isNotNull();
        } finally {
            for (Vertx vertx : List.of(stranger, other, one)) {
                vertx.close().await(30, SECONDS);
            }
        }
    }

    /** Who reaches the port of membership is a member, subscribes what it likes, and needs not ask for certificates. */
    @Test
    void nothingIsSaidToOneWithACertificateOfAnotherAuthorityThatTakesWhoeverComes() throws Exception {
        BlockingQueue<Object> overheard = new LinkedBlockingQueue<>();
        Vertx one = node(certified("ours"));
        Vertx stranger = node(certified("strange"), bus -> bus.setClientAuth(ClientAuth.NONE));
        try {
            stranger.eventBus()
                    .consumer("greet", message -> {
                        overheard.add(message.body());
                        message.reply("said all");
                    })
                    .completion()
                    .await(20, SECONDS);

            Throwable failure = catchThrowable(() -> ask(one));

            assertThat(failure).isInstanceOf(ReplyException.class);
            assertThat(((ReplyException) failure).failureType()).isEqualTo(ReplyFailure.TIMEOUT); // it was tried
            assertThat(overheard).isEmpty();
        } finally {
            for (Vertx vertx : List.of(stranger, one)) {
                vertx.close().await(30, SECONDS);
            }
        }
    }

    @Test
    void fileThatIsNotThereIsNamed() {
        JsonObject section = new JsonObject()
                .put("enabled", true)
                .put("cert", "/nowhere/a.pem")
                .put("key", "")
                .put("ca", "");

        assertThatThrownBy(() -> ClusterTls.of(section))
                .isInstanceOf(LaunchFailure.class)
                .hasMessageContaining("cluster.tls.cert")
                .hasMessageContaining("/nowhere/a.pem");
    }

    @Test
    void fileThatIsNoPemIsNamed() throws Exception {
        ClusterTls ours = certified("ours");
        JsonObject section = new JsonObject()
                .put("enabled", true)
                .put("cert", ours.cert())
                .put("key", ours.cert())
                .put("ca", ours.ca());

        assertThatThrownBy(() -> ClusterTls.of(section))
                .isInstanceOf(LaunchFailure.class)
                .hasMessageContaining("cluster.tls.key")
                .hasMessageContaining("PRIVATE KEY");
        assertThatThrownBy(() -> ClusterTls.of(section.put("key", folder.toString())))
                .isInstanceOf(LaunchFailure.class)
                .hasMessageContaining("names no file");
    }

    @Test
    void keyOfAnotherCertificateIsRefused() throws Exception {
        ClusterTls ours = certified("ours");
        ClusterTls strange = certified("strange");
        JsonObject section = new JsonObject()
                .put("enabled", true)
                .put("cert", ours.cert())
                .put("key", strange.key())
                .put("ca", ours.ca());

        assertThatThrownBy(() -> ClusterTls.of(section))
                .isInstanceOf(LaunchFailure.class)
                .hasMessageContaining("the key in cluster.tls.key is not that of the certificate in cluster.tls.cert");
        assertThat(ClusterTls.of(section.put("key", ours.key()))).isEqualTo(ours);
    }

    @Test
    void keyOfAnotherLengthIsRefusedAsThatOfAnotherCertificate() throws Exception {
        ClusterTls ours = certified("ours", "-keysize", "2048");
        ClusterTls longer = certified("longer", "-keysize", "4096");
        JsonObject section = new JsonObject()
                .put("enabled", true)
                .put("cert", ours.cert())
                .put("key", longer.key())
                .put("ca", ours.ca());

        assertThatThrownBy(() -> ClusterTls.of(section)).hasMessageContaining("is not that of the certificate");
    }

    @Test
    void oneFileWithTheKeyBeforeTheCertificateIsTaken() throws Exception {
        ClusterTls ours = certified("ours");
        String both = folder.resolve("both.pem").toString();
        Files.writeString(
                Path.of(both),
                "\uFEFF" + Files.readString(Path.of(ours.key())) + Files.readString(Path.of(ours.cert())));
        JsonObject section = new JsonObject()
                .put("enabled", true)
                .put("cert", both)
                .put("key", both)
                .put("ca", ours.ca());

        assertThat(ClusterTls.of(section).cert()).isEqualTo(both);
    }

    @Test
    void certificateThatHasExpiredIsRefusedUnlessItIsBelievedByItself() throws Exception {
        ClusterTls old = certified("old", "-startdate", "-3d", "-validity", "1");
        JsonObject section = new JsonObject()
                .put("enabled", true)
                .put("cert", old.cert())
                .put("key", old.key())
                .put("ca", certified("other").ca());

        assertThatThrownBy(() -> ClusterTls.of(section))
                .isInstanceOf(LaunchFailure.class)
                .hasMessageContaining("the certificate in cluster.tls.cert has expired");
        assertThat(ClusterTls.of(section.put("ca", old.ca()))).isEqualTo(old);
    }

    @Test
    void certificateForOneEndOfAConnectionIsRefused() throws Exception {
        String ca = certified("other").ca();
        ClusterTls half = certified("half", "-ext", "EKU=clientAuth");
        ClusterTls both = certified("both", "-ext", "EKU=serverAuth,clientAuth");
        JsonObject section = new JsonObject()
                .put("enabled", true)
                .put("cert", half.cert())
                .put("key", half.key())
                .put("ca", ca);

        assertThatThrownBy(() -> ClusterTls.of(section))
                .isInstanceOf(LaunchFailure.class)
                .hasMessageContaining("the certificate in cluster.tls.cert is not for both serverAuth and clientAuth");
        ClusterTls sealed = certified("sealed", "-ext", "KU=keyEncipherment");
        assertThatThrownBy(
                        () -> ClusterTls.of(section.put("cert", sealed.cert()).put("key", sealed.key())))
                .hasMessageContaining("is not for digitalSignature");
        assertThat(ClusterTls.of(section.put("cert", both.cert()).put("key", both.key())))
                .isEqualTo(new ClusterTls(true, both.cert(), both.key(), ca));
    }

    private static Object ask(Vertx vertx) throws Exception {
        return vertx.eventBus()
                .request("greet", "you", new DeliveryOptions().setSendTimeout(5_000))
                .await(20, SECONDS)
                .body();
    }

    private Vertx node(ClusterTls tls) throws Exception {
        return node(tls, UnaryOperator.identity());
    }

    private Vertx node(ClusterTls tls, UnaryOperator<EventBusOptions> how) throws Exception {
        ClusterConfig cluster = new ClusterConfig(
                "tls-" + port, "127.0.0.1", port, ClusterJoin.by(List.of("127.0.0.1:" + port)), 0, tls);
        return Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(how.apply(cluster.busOptions())))
                .withClusterManager(cluster.clusterManager())
                .buildClustered()
                .await(60, SECONDS);
    }

    /** A certificate that is its own authority. */
    private ClusterTls certified(String name, String... how) throws Exception {
        Path store = folder.resolve(name + ".p12");
        List<String> command = keytool(name, store);
        command.addAll(List.of(how));
        Process made = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        assertThat(made.waitFor(30, SECONDS)).isTrue();
        assertThat(made.exitValue()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        String cert =
                pem(name + ".pem", "CERTIFICATE", keys.getCertificate(name).getEncoded());
        String key = pem(
                name + ".key",
                "PRIVATE KEY",
                keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
        return new ClusterTls(true, cert, key, cert);
    }

    private static List<String> keytool(String name, Path store) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", name, "-keyalg", "RSA", "-dname", "CN=" + name));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        return command;
    }

    private String pem(String file, String what, byte[] bytes) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Path path = folder.resolve(file);
        Files.writeString(path, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
        return path.toString();
    }
}

package io.parley.agent.web;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.SelfSignedCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real servers with certificates of their own, and a real proxy. */
class ReachTest {
    private static final String KEY = "llm.tls_ca";

    private final Vertx vertx = Vertx.vertx();
    private final SelfSignedCertificate localhost = SelfSignedCertificate.create("localhost");
    private final SelfSignedCertificate other = SelfSignedCertificate.create("localhost");
    private final SelfSignedCertificate elsewhere = SelfSignedCertificate.create("model.example");
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final NetClient tunnel = vertx.createNetClient();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
        localhost.delete();
        other.delete();
        elsewhere.delete();
    }

    @Test
    void certificateThatIsTrustedForTheNameOfTheUrlIsBelieved() throws Exception {
        int port = encrypted(localhost);

        int status = ask(at("https://localhost:" + port + "/v1").trusting(KEY, localhost.certificatePath()));

        assertThat(status).isEqualTo(200);
    }

    @Test
    void certificateThatNobodyTrustsIsRefusedAndNotAskedAgain() throws Exception {
        int port = encrypted(localhost);
        String url = "https://localhost:" + port + "/v1";

        Unanswered ofNobody = refused(at(url));
        Unanswered ofAnother = refused(at(url).trusting(KEY, other.certificatePath()));

        assertThat(ofNobody.reason()).isEqualTo(Unanswered.Reason.REFUSED);
        assertThat(ofAnother.reason()).isEqualTo(Unanswered.Reason.REFUSED);
    }

    @Test
    void certificateOfAnotherHostIsRefused() throws Exception {
        int port = encrypted(elsewhere);

        Unanswered refused =
                refused(at("https://localhost:" + port + "/v1").trusting(KEY, elsewhere.certificatePath()));

        assertThat(refused.reason()).isEqualTo(Unanswered.Reason.REFUSED);
        assertThat(lines).isEmpty();
    }

    @Test
    void fileThatHasNoCertificateIsRefusedWithItsName(@TempDir Path folder) throws Exception {
        Path none = Files.writeString(folder.resolve("none.pem"), "not a certificate");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        Reach reach = at("https://localhost/");

        for (Path wrong : List.of(none, empty, folder.resolve("missing.pem"))) {
            var refused =
                    catchThrowableOfType(IllegalArgumentException.class, () -> reach.trusting(KEY, wrong.toString()));
            assertThat(refused).hasMessageContaining(KEY).hasMessageContaining(wrong.toString());
        }
        assertThat(reach.trusting(KEY, "")).isEqualTo(reach);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "proxy:3128", "https://proxy:3128", "http://proxy", "http://me:secret@proxy:1"})
    void proxyThatIsNoneIsRefused(String url) {
        var refused = catchThrowableOfType(
                IllegalArgumentException.class, () -> at("http://localhost/").over("llm.proxy", url));

        assertThat(refused).hasMessageContaining("llm.proxy").hasMessageContaining("http://host:port");
        assertThat(refused.getMessage()).doesNotContain("secret");
    }

    @Test
    void allGoesOverTheProxyWhichLooksNamesUp() throws Exception {
        int port = encrypted(elsewhere);
        String proxy = "http://127.0.0.1:" + proxyTo(port);
        Reach encrypted = at("https://model.example:" + port + "/v1")
                .trusting(KEY, elsewhere.certificatePath())
                .over("llm.proxy", proxy);
        Reach plain = at("http://model.example/v1").over("llm.proxy", proxy);

        int status = ask(encrypted);
        int through = ask(plain);

        assertThat(status).isEqualTo(200);
        assertThat(through).isEqualTo(200);
        assertThat(lines).containsExactly("CONNECT model.example:" + port, "POST /v1", "POST http://model.example/v1");
    }

    private Reach at(String url) {
        return Reach.of(Target.of("llm.url", url, List.of("localhost")), Map.of());
    }

    private int ask(Reach reach) throws Exception {
        return new Post(new Endpoint(vertx, reach), new Patience(2, 5_000), Buffer.buffer("{}"))
                .send()
                .await(20, SECONDS)
                .statusCode();
    }

    private Unanswered refused(Reach reach) {
        return catchThrowableOfType(Unanswered.class, () -> ask(reach));
    }

    private int encrypted(SelfSignedCertificate certificate) throws Exception {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(certificate.keyCertOptions())
                .setHost("127.0.0.1");
        HttpServer server = vertx.createHttpServer(options).requestHandler(request -> {
            lines.add(request.method() + " " + request.uri());
            request.response().end();
        });
        return server.listen(0).await(10, SECONDS).actualPort();
    }

    /** A proxy for which every name is this machine, and {@code port}. */
    private int proxyTo(int port) throws Exception {
        return vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1"))
                .requestHandler(request -> proxied(request, port))
                .listen(0)
                .await(10, SECONDS)
                .actualPort();
    }

    private void proxied(HttpServerRequest request, int port) {
        lines.add(request.method() + " " + request.uri());
        if (!request.method().equals(HttpMethod.CONNECT)) {
            request.response().end();
            return;
        }
        request.pause();
        tunnel.connect(port, "127.0.0.1")
                .onSuccess(upstream -> request.toNetSocket().onSuccess(client -> {
                    upstream.handler(client::write);
                    client.handler(upstream::write);
                }));
    }
}

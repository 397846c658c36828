package io.parley.agent.web;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section S11 of the threats: who may be asked. */
class TargetTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://a.example|must begin with http:// or https://",
                "a.example/v1|must begin with http",
                "http:///v1|names no host",
                "https://me:secret@a.example|must not have a user or password",
                "https://a.example/#x|must not have a fragment",
                "https://a b|is no URL"
            })
    void urlThatCannotBeAskedIsRefusedWithWhatIsWrong(String url, String sentence) {
        var wrong = catchThrowableOfType(IllegalArgumentException.class, () -> Target.of("llm.url", url, List.of()));

        assertThat(wrong).hasMessageContaining("llm.url").hasMessageContaining(sentence);
        assertThat(wrong.getMessage()).doesNotContain("secret");
    }

    @Test
    void urlIsTakenApart() {
        assertThat(Target.of("k", "https://API.example.org/v1/x?v=2", List.of()))
                .isEqualTo(new Target(true, "api.example.org", 443, "/v1/x?v=2", false));
        assertThat(Target.of("k", "http://[::1]:8000", List.of())).isEqualTo(new Target(false, "::1", 8000, "/", true));
        assertThat(Target.of("k", "http://localhost", List.of()).mayBePrivate()).isTrue();
        assertThat(Target.of("k", "http://Model:80", List.of("MODEL")).mayBePrivate())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "198.18.0.1",
                "192.0.0.8",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "2002:a00:1::"
            })
    void nameWithAPrivateAddressIsAskedOnlyWhereItIsListed(String address) throws Exception {
        InetAddress[] found = {InetAddress.getByName("93.184.216.34"), InetAddress.getByName(address)};

        var refused = catchThrowableOfType(
                Unanswered.class,
                () -> Target.of("k", "http://a.example", List.of()).check(found));

        assertThat(refused).hasMessageContaining("a.example").hasMessageContaining("private_hosts");
        assertThatCode(() ->
                        Target.of("k", "http://a.example", List.of("a.example")).check(found))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:2800:220:1::1"})
    void publicAddressIsAsked(String address) throws Exception {
        InetAddress[] found = {InetAddress.getByName(address)};

        assertThatCode(() -> Target.of("k", "http://a.example", List.of()).check(found))
                .doesNotThrowAnyException();
    }

    @Test
    void connectionGoesToTheAddressThatWasLookedAtAndToNoOther() throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (var server = ScriptedServer.start(vertx)) {
            String url = "http://model.example:" + server.port() + "/x";
            Endpoint listed = endpoint(Target.of("k", url, List.of("model.example")), here);
            Endpoint unlisted = endpoint(Target.of("k", url, List.of()), here);

            var refused = post(unlisted).send();
            var answered = post(listed).send();
            server.next().answers(200, "text/plain", "");

            assertThat(answered.await(10, SECONDS).statusCode()).isEqualTo(200);
            assertThat(catchThrowableOfType(Unanswered.class, () -> refused.await(10, SECONDS))
                            .reason())
                    .isEqualTo(Unanswered.Reason.REFUSED);
            assertThat(server.wasAskedMore()).isFalse();
        }
    }

    private Endpoint endpoint(Target target, InetAddress address) {
        return new Endpoint(vertx, Reach.of(target, Map.of()).withConnections(4), name -> new InetAddress[] {address});
    }

    private static Post post(Endpoint endpoint) {
        return new Post(endpoint, new Patience(0, 0), Buffer.buffer("{}"));
    }
}

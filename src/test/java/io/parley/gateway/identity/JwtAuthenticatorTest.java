package io.parley.gateway.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose token is believed, and whose is not. */
class JwtAuthenticatorTest {
    private static final JwtConfig BY_SECRET = JwtConfigs.withSecret(Issuer.SECRET);

    private final Vertx vertx = Vertx.vertx();
    private final Issuer issuer = Issuer.withSecret(vertx, Issuer.SECRET);

    private final Path folder;

    JwtAuthenticatorTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void tokenOfTheSecretNamesItsUserUntilItRunsOut() throws Exception {
        Authenticator jwt = started(BY_SECRET);
        JsonObject claims = Issuer.claims("alice", 60);

        Principal alice = jwt.authenticate(issuer.sign(claims)).await(5, SECONDS);

        assertThat(alice).isEqualTo(new Principal("alice", (claims.getLong("exp") + 5) * 1_000));
    }

    @ParameterizedTest
    @CsvSource({
        "exp,,without exp",
        "exp,1000,has run out",
        "exp,99999999999999,a time that is none",
        "nbf,99999999999,not valid yet",
        "iat,99999999999,from the future",
        "iss,somebody,another issuer",
        "iss,,another issuer",
        "aud,others,another audience",
        "aud,,another audience",
        "sub,,no valid user id",
        "sub,a b,no valid user id"
    })
    void s3TokenWithAWrongClaimIsRefused(String claim, String value, String reason) throws Exception {
        JsonObject claims = Issuer.claims("alice", 60);
        boolean isNumber = value != null && value.matches("[0-9]+");
        claims.remove(claim);
        if (value != null) {
            claims.put(claim, isNumber ? (Object) Long.valueOf(value) : value);
        }

        assertThat(refusal(started(BY_SECRET), issuer.sign(claims))).contains(reason);
    }

    @Test
    void timeThatIsATextIsRefusedAndNotAFault() throws Exception {
        JsonObject claims = Issuer.claims("alice", 60).put("exp", "tomorrow");

        assertThat(refusal(started(BY_SECRET), issuer.sign(claims))).contains("cannot be verified");
    }

    @Test
    void oneOfSeveralAudiencesIsEnough() throws Exception {
        JsonObject claims = Issuer.claims("alice", 60)
                .put("aud", new JsonArray().add("shop").add("parley"));

        Principal alice = started(BY_SECRET).authenticate(issuer.sign(claims)).await(5, SECONDS);

        assertThat(alice.userId()).isEqualTo("alice");
    }

    @Test
    void tokenOfAnotherSecretIsRefused() throws Exception {
        String forged = Issuer.withSecret(vertx, "another secret, also of 32 bytes or more")
                .token("alice", 60);

        assertThat(refusal(started(BY_SECRET), forged)).contains("cannot be verified");
    }

    @Test
    void changedTokenIsRefused() throws Exception {
        String[] parts = issuer.token("alice", 60).split("\\.", -1);
        String changed = parts[0] + "." + segment(Issuer.claims("bob", 60)) + "." + parts[2];

        assertThat(refusal(started(BY_SECRET), changed)).contains("cannot be verified");
    }

    @Test
    void s3TokenThatIsNotSignedIsRefused() throws Exception {
        Authenticator jwt = started(BY_SECRET);
        String unsigned = segment(new JsonObject().put("alg", "none")) + "." + segment(Issuer.claims("alice", 60));

        assertThat(refusal(jwt, unsigned)).contains("not signed");
        assertThat(refusal(jwt, unsigned + ".")).contains("not signed");
        assertThat(refusal(jwt, unsigned + ".AAAA")).contains("a way which is not allowed");
    }

    /** The public key of RS256, taken for the secret of HS256. */
    @Test
    void s3PublicKeyIsNoSecret() throws Exception {
        Issuer rsa = Issuer.ofRsa(vertx, "k1", 2_048);
        Authenticator jwt = started(JwtConfigs.withFile(file(rsa.publicPem()), List.of("RS256")));
        String forged = Issuer.withSecret(vertx, rsa.publicPem()).token("alice", 60);

        assertThat(refusal(jwt, forged)).contains("a way which is not allowed");
        assertThat(jwt.authenticate(rsa.token("alice", 60)).await(5, SECONDS).userId())
                .isEqualTo("alice");
    }

    @Test
    void tokenThatIsToBeUnderstoodOtherwiseIsRefused() throws Exception {
        String critical = issuer.sign(
                Issuer.claims("alice", 60),
                new JsonObject().put("crit", new JsonArray().add("b64")).put("b64", false));

        assertThat(refusal(started(BY_SECRET), critical)).contains("not understood");
    }

    @Test
    void textThatIsNoTokenIsRefusedWithoutRepeatingIt() throws Exception {
        Authenticator jwt = started(BY_SECRET);

        for (String none : List.of("", "x", "a.b.c", "e30.e30.e30", "x".repeat(9_000), "秘密.秘密.秘密")) {
            assertThat(refusal(jwt, none)).doesNotContain("e30", "秘密").hasSizeLessThan(100);
        }
    }

    @ParameterizedTest
    @CsvSource({"RS256,pem", "RS256,jwk", "RS256,set", "ES256,pem", "ES256,jwk", "ES256,set"})
    void tokenOfTheKeyInAFileIsBelieved(String algorithm, String form) throws Exception {
        Issuer own = algorithm.equals("RS256") ? Issuer.ofRsa(vertx, "k1", 2_048) : Issuer.ofEc(vertx, "k1");
        String text = form.equals("pem")
                ? own.publicPem()
                : form.equals("jwk") ? own.jwk().encode() : Issuer.setOf(own).encode();
        Authenticator jwt = started(JwtConfigs.withFile(file(text), List.of("RS256", "ES256")));

        assertThat(jwt.authenticate(own.token("alice", 60)).await(5, SECONDS).userId())
                .isEqualTo("alice");
        assertThat(refusal(jwt, Issuer.ofEc(vertx, "k1").token("alice", 60))).contains("cannot be verified");
    }

    @Test
    void fileWithoutAUsableKeyKeepsTheGatewayFromStarting() throws Exception {
        Issuer small = Issuer.ofRsa(vertx, "k1", 1_024);
        Issuer ec = Issuer.ofEc(vertx, "k1");
        var kinds = List.of("RS256");

        assertThat(failure(file("hello"), kinds)).contains("neither PEM nor JSON");
        assertThat(failure(file("{"), kinds)).contains("not valid JSON");
        assertThat(failure(file(small.publicPem()), kinds)).contains("at least 2048 bits");
        assertThat(failure(file(small.jwk().encode()), kinds)).contains("no key for RS256");
        assertThat(failure(file(ec.publicPem()), kinds)).contains("a key for ES256");
        assertThat(failure(file(ec.jwk().encode()), kinds)).contains("no key for RS256");
        assertThat(failure(file(Issuer.pem("PRIVATE KEY", new byte[] {1})), kinds))
                .contains("give the public key");
        assertThat(failure(folder.resolve("none").toString(), kinds)).contains("cannot be read");
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void configurationThatCannotJudgeTokensIsRefused(JwtConfig config, String reason) {
        assertThatThrownBy(config::usable)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    static Stream<Arguments> unusable() {
        return Stream.of(
                Arguments.of(JwtConfig.defaults(), "exactly one of"),
                Arguments.of(JwtConfigs.withSecret("short"), "at least 32 bytes"),
                Arguments.of(JwtConfigs.withUrl("http://keys.example.org/"), "https"),
                Arguments.of(JwtConfigs.withUrl("file:///etc/keys"), "https"),
                Arguments.of(JwtConfigs.withFile("", List.of("none")), "algorithms"),
                Arguments.of(JwtConfigs.withFile("", List.of()), "algorithms"));
    }

    @Test
    void secretIsInNoTextOfTheConfiguration() {
        assertThat(BY_SECRET.toString()).doesNotContain(Issuer.SECRET);
    }

    private Authenticator started(JwtConfig config) throws Exception {
        Authenticator jwt = new JwtAuthenticator(vertx, config);
        jwt.start().await(5, SECONDS);
        return jwt;
    }

    private String failure(String file, List<String> algorithms) {
        return String.valueOf(assertThatThrownBy(() -> started(JwtConfigs.withFile(file, algorithms)))
                .isInstanceOf(IllegalArgumentException.class)
                .actual()
                .getMessage());
    }

    /** Why {@code token} is not believed. */
    private static String refusal(Authenticator jwt, String token) throws Exception {
        Throwable refused = Future.succeededFuture(token)
                .compose(jwt::authenticate)
                .<Throwable>map(believed -> new AssertionError("believed " + believed))
                .recover(Future::succeededFuture)
                .await(5, SECONDS);
        assertThat(refused).isInstanceOf(Unauthenticated.class);
        return String.valueOf(refused.getMessage());
    }

    private String file(String text) throws Exception {
        return Files.writeString(Files.createTempFile(folder, "key", ""), text).toString();
    }

    private static String segment(JsonObject json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.encode().getBytes(UTF_8));
    }
}

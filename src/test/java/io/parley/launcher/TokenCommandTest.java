package io.parley.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.gateway.identity.JwtAuthenticator;
import io.parley.gateway.identity.JwtConfig;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenCommandTest {
    private static final String SECRET = "a secret of tests, of 32 bytes or more";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void tokenIsBelievedByAGatewayWithTheSameSecret() throws Exception {
        int code = run("token", "--user", "alice", "--ttl", "15m", "--set", "gateway.identity.jwt.secret=" + SECRET);

        Vertx vertx = Vertx.vertx();
        try {
            var config = new JwtConfig(List.of("HS256"), SECRET, "", "", 60_000, "parley", "parley", 5);
            var jwt = new JwtAuthenticator(vertx, config);
            jwt.start().await(5, SECONDS);
            var alice = jwt.authenticate(out.toString().strip()).await(5, SECONDS);
            assertThat(code).isZero();
            assertThat(alice.userId()).isEqualTo("alice");
            assertThat(alice.untilMs()).isLessThan(System.currentTimeMillis() + 16 * 60_000);
        } finally {
            vertx.close().await(10, SECONDS);
        }
    }

    @Test
    void whatIsMissingOrWrongIsSaid() {
        assertThat(run("token", "--user", "alice")).isEqualTo(78);
        assertThat(run("token", "--user", "a b", "--set", "gateway.identity.jwt.secret=" + SECRET))
                .isEqualTo(2);
        assertThat(run("token", "--user", "alice", "--ttl", "soon", "--set", "gateway.identity.jwt.secret=" + SECRET))
                .isEqualTo(2);

        assertThat(err.toString()).contains("PARLEY_GATEWAY_IDENTITY_JWT_SECRET", "--user", "--ttl");
        assertThat(err.toString()).contains("openssl rand -hex 32", "gateway.identity.mode=jwt");
        assertThat(err.toString()).doesNotContain(SECRET);
    }

    private int run(String... args) {
        return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }
}

package io.parley.gateway.identity;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys from a real HTTP server, by a clock that the test moves on. */
class FetchedKeysTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private volatile Consumer<HttpServerRequest> provider =
            request -> request.response().end("{}");
    private int port;

    @BeforeEach
    void serve() throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    asked.incrementAndGet();
                    provider.accept(request);
                })
                .listen(0, "127.0.0.1")
                .await(5, SECONDS);
        port = server.actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void tokenOfAKeyAtTheAddressIsBelieved() throws Exception {
        Issuer rsa = Issuer.ofRsa(vertx, "k1", 2_048);
        Issuer ec = Issuer.ofEc(vertx, "k2");
        shows(Issuer.setOf(rsa, ec));
        Authenticator jwt = started();

        assertThat(jwt.authenticate(rsa.token("alice", 60)).await(5, SECONDS).userId())
                .isEqualTo("alice");
        assertThat(jwt.authenticate(ec.token("bob", 60)).await(5, SECONDS).userId())
                .isEqualTo("bob");
        assertThat(asked).hasValue(1);
    }

    @Test
    void keyThatIsNotKnownIsLookedForOnceInAWhile() throws Exception {
        Issuer old = Issuer.ofEc(vertx, "old");
        Issuer fresh = Issuer.ofEc(vertx, "new");
        shows(Issuer.setOf(old));
        Authenticator jwt = started();
        shows(Issuer.setOf(old, fresh));

        assertThatThrownBy(() -> jwt.authenticate(fresh.token("alice", 60)).await(5, SECONDS))
                .isInstanceOf(Unauthenticated.class);
        after(30);
        Principal alice = jwt.authenticate(fresh.token("alice", 60)).await(5, SECONDS);
        for (int i = 0; i < 5; i++) {
            String unknown = Issuer.ofEc(vertx, "unknown" + i).token("alice", 60);
            assertThatThrownBy(() -> jwt.authenticate(unknown).await(5, SECONDS))
                    .isInstanceOf(Unauthenticated.class);
        }

        assertThat(alice.userId()).isEqualTo("alice");
        assertThat(asked).hasValue(2);
    }

    @Test
    void keyThatIsTakenBackIsNotBelievedWhenTheSetIsOld() throws Exception {
        Issuer stolen = Issuer.ofEc(vertx, "k1");
        shows(Issuer.setOf(stolen));
        Authenticator jwt = started();
        shows(Issuer.setOf(Issuer.ofEc(vertx, "k2")));

        after(61);

        assertThatThrownBy(() -> jwt.authenticate(stolen.token("alice", 60)).await(5, SECONDS))
                .isInstanceOf(Unauthenticated.class);
    }

    @Test
    void oldKeysGoOnForADayWhereTheProviderIsAway() throws Exception {
        Issuer own = Issuer.ofEc(vertx, "k1");
        shows(Issuer.setOf(own));
        Authenticator jwt = started();
        provider = request -> request.response().setStatusCode(503).end();

        after(3_600);
        Principal alice = jwt.authenticate(own.token("alice", 60)).await(5, SECONDS);
        after(86_400);

        assertThat(alice.userId()).isEqualTo("alice");
        assertThatThrownBy(() -> jwt.authenticate(own.token("alice", 60)).await(5, SECONDS))
                .isInstanceOf(Undecided.class);
    }

    @Test
    void providerThatIsAwayAtTheStartIsAskedAgain() throws Exception {
        Issuer own = Issuer.ofEc(vertx, "k1");
        provider = request -> request.connection().close();
        Authenticator jwt = started();

        assertThatThrownBy(() -> jwt.authenticate(own.token("alice", 60)).await(5, SECONDS))
                .isInstanceOf(Undecided.class);
        shows(Issuer.setOf(own));

        String token = own.token("alice", 60);
        await().ignoreException(Undecided.class)
                .until(
                        () -> { // it may still hear of the end of the connection before
                            after(1);
                            return jwt.authenticate(token)
                                    .await(5, SECONDS)
                                    .userId()
                                    .equals("alice");
                        });
    }

    @Test
    void redirectIsNotFollowedAndALongAnswerNotRead() throws Exception {
        Issuer own = Issuer.ofEc(vertx, "k1");
        String set = Issuer.setOf(own).encode();
        provider = request -> {
            if ("/elsewhere".equals(request.path())) {
                request.response().end(set);
            } else {
                request.response()
                        .setStatusCode(302)
                        .putHeader("Location", "/elsewhere")
                        .end();
            }
        };
        Authenticator jwt = started();
        int afterRedirect = asked.get();
        provider = request -> request.response().end(set + " ".repeat(Jwks.MOST_BYTES));
        after(1);

        assertThatThrownBy(() -> jwt.authenticate(own.token("alice", 60)).await(5, SECONDS))
                .isInstanceOf(Undecided.class);
        assertThat(afterRedirect).isEqualTo(1);
    }

    private void shows(JsonObject set) {
        provider = request -> request.response().end(set.encode());
    }

    private void after(int seconds) {
        nanos.addAndGet(SECONDS.toNanos(seconds));
    }

    private Authenticator started() throws Exception {
        JwtConfig config =
                JwtConfigs.withUrl("http://127.0.0.1:" + port + "/keys").usable();
        Jwks source = new Jwks(vertx, config.jwksUrl());
        Authenticator jwt = new JwtAuthenticator(config, new FetchedKeys(vertx, config, source::fetch, nanos::get));
        jwt.start().await(10, SECONDS);
        return jwt;
    }
}

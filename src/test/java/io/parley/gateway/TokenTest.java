package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.parley.faults.Row;
import io.parley.gateway.identity.Issuer;
import io.vertx.core.Future;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Clients that say who they are by a token. */
class TokenTest extends GatewayFixture {
    static final JsonObject JWT = new JsonObject()
            .put(
                    "identity",
                    new JsonObject()
                            .put("mode", "jwt")
                            .put(
                                    "jwt",
                                    new JsonObject()
                                            .put("secret", Issuer.SECRET)
                                            .put("leeway_s", 0)));

    private final Issuer issuer = Issuer.withSecret(vertx, Issuer.SECRET);
    /** Held here: a client that nobody refers to is closed when it is collected. */
    private final WebSocketClient clients = vertx.createWebSocketClient();

    private final BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();

    @Test
    void tokenInTheHeaderSaysWhoItIs() throws Exception {
        start(JWT);

        connect(options().addHeader("Authorization", "Bearer " + issuer.token("alice", 60)));

        assertThat(next().getJsonObject("details").getString("user_id")).isEqualTo("alice");
    }

    @Test
    void tokenAmongTheSubProtocolsSaysWhoItIsAndIsNotEchoed() throws Exception {
        start(JWT);
        String token = issuer.token("alice", 60);

        ClientWebSocket socket =
                connect(options().addSubProtocol("bearer." + token).addSubProtocol("parley.v1"));

        assertThat(next().getJsonObject("details").getString("user_id")).isEqualTo("alice");
        assertThat(socket.subProtocol()).isEqualTo("parley.v1");
        assertThat(socket.headers().toString()).doesNotContain(token);
    }

    @Test
    void firstMessageSaysWhoItIsAndWhatFollowsItIsHandled() throws Exception {
        start(JWT);
        ClientWebSocket socket = connect(options());

        socket.writeTextMessage(auth(issuer.token("alice", 60)));
        socket.writeTextMessage("{\"type\":\"chat\",\"id\":\"c1\",\"content\":\"你好 👋\"}");

        assertThat(next().getString("status")).isEqualTo("connected");
        assertThat(next().getString("type")).isEqualTo("ack");
        assertThat(conversation.handled.poll(5, SECONDS).userId()).isEqualTo("alice");
    }

    @Test
    void whoSaysSomethingElseFirstIsSentAway() throws Exception {
        start(JWT);
        ClientWebSocket socket = connect(options());

        socket.writeTextMessage("{\"type\":\"chat\",\"id\":\"c1\",\"content\":\"hello\"}");

        assertThat(next().getString("code")).isEqualTo("UNAUTHENTICATED");
        assertThat(closed.poll(5, SECONDS)).isEqualTo(4401);
        assertThat(conversation.registered).isEmpty();
    }

    @Test
    void badTokenInTheFirstMessageIsRefused() throws Exception {
        start(JWT);
        ClientWebSocket socket = connect(options());

        socket.writeTextMessage(auth(issuer.token("alice", -60)));

        assertThat(next().getString("code")).isEqualTo("UNAUTHENTICATED");
        assertThat(closed.poll(5, SECONDS)).isEqualTo(4401);
    }

    @Test
    void s3WhoDoesNotSayInTimeWhoItIsIsSentAwayAndLeavesItsPlace() throws Exception {
        start(new JsonObject("{\"handshake_timeout_ms\":100,\"limits\":{\"connections\":1}}").mergeIn(JWT));
        connect(options());

        assertThat(next().getString("code")).isEqualTo("UNAUTHENTICATED");
        assertThat(closed.poll(5, SECONDS)).isEqualTo(4401);
        connect(options().addHeader("Authorization", "Bearer " + issuer.token("alice", 60)));
        assertThat(next().getString("status")).isEqualTo("connected");
    }

    @Test
    void whoHasNotSaidWhoItIsWhenTheGatewayStopsIsSentToAnother() throws Exception {
        conversation.serve();
        String id = startGateway(JWT);
        connect(options());

        Future<Void> stopped = vertx.undeploy(id);

        JsonObject error = next();
        assertThat(error.getString("code")).isEqualTo("UNAVAILABLE");
        assertThat(error.getLong("retry_after_ms")).isNotNull();
        assertThat(closed.poll(5, SECONDS)).isEqualTo(1012);
        stopped.await(10, SECONDS);
    }

    @Test
    void s3BadTokenInTheHeaderIsRefusedBeforeTheUpgrade() throws Exception {
        start(JWT);
        String token = issuer.token("alice", 60);

        assertThat(status(options().addHeader("Authorization", "Bearer " + token + "x")))
                .isEqualTo(401);
        assertThat(status(
                        options().addHeader("Authorization", "Bearer " + token).addSubProtocol("bearer." + token)))
                .as("two tokens")
                .isEqualTo(401);
    }

    /** S3: in other modes than dev a request that carries it is refused. */
    @Test
    void s3NobodySaysByAHeaderOrTheQueryWhoItIs() throws Exception {
        start(JWT);
        String bearer = "Bearer " + issuer.token("alice", 60);

        assertThat(status(options().addHeader("User-ID", "alice"))).isEqualTo(401);
        assertThat(status(options().addHeader("User-ID", "alice").addHeader("Authorization", bearer)))
                .isEqualTo(401);
        assertThat(status(new WebSocketConnectOptions(options())
                        .setURI("/ws?project_id=p1&user_id=alice")
                        .addHeader("Authorization", bearer)))
                .isEqualTo(401);
        assertThat(conversation.registered).isEmpty();
    }

    @Test
    @Row(28)
    void clientWhoseTokenExpiresIsToldBeforeAndSentAwayThen() throws Exception {
        start(JWT);
        connect(options().addHeader("Authorization", "Bearer " + issuer.token("alice", 3)));

        assertThat(next().getString("status")).isEqualTo("connected");
        JsonObject expiring = next();
        assertThat(expiring.getString("status")).isEqualTo("token_expiring");
        assertThat(expiring.getJsonObject("details").getLong("expires_in_ms")).isBetween(1L, 3_000L);
        assertThat(next().getString("code")).isEqualTo("UNAUTHENTICATED");
        assertThat(closed.poll(10, SECONDS)).isEqualTo(4401);
    }

    @Test
    @Row(28)
    void clientThatRefreshesItsTokenStaysPastTheEndOfTheOld() throws Exception {
        start(JWT);
        ClientWebSocket socket = connect(options().addHeader("Authorization", "Bearer " + issuer.token("alice", 4)));
        next();
        assertThat(next().getString("status")).isEqualTo("token_expiring");

        socket.writeTextMessage(auth(issuer.token("alice", 65)));
        JsonObject ack = next();
        JsonObject later = next();

        assertThat(ack.getString("type")).isEqualTo("ack");
        assertThat(ack.getString("id")).isEqualTo("a1");
        assertThat(later.getString("status")).as("the end of the new one").isEqualTo("token_expiring");
        assertThat(later.getJsonObject("details").getLong("expires_in_ms")).isGreaterThan(50_000);
        assertThat(closed).isEmpty();
    }

    @Test
    void tokenOfAnotherUserOrABadOneChangesNothing() throws Exception {
        start(JWT);
        ClientWebSocket socket = connect(options().addHeader("Authorization", "Bearer " + issuer.token("alice", 600)));
        next();

        socket.writeTextMessage(auth(issuer.token("bob", 600)));
        JsonObject other = next();
        socket.writeTextMessage(auth("nonsense"));
        JsonObject bad = next();
        socket.writeTextMessage("{\"type\":\"ping\"}");

        assertThat(other.getString("code")).isEqualTo("FORBIDDEN");
        assertThat(other.getString("id")).isEqualTo("a1");
        assertThat(bad.getString("code")).isEqualTo("UNAUTHENTICATED");
        assertThat(next().getString("type")).isEqualTo("pong");
    }

    /** S12, S15. */
    @Test
    void neitherTokenNorSecretIsInTheLogOrOnTheBus() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger root = (Logger) LoggerFactory.getLogger("io.parley");
        root.addAppender(log);
        try {
            start(JWT);
            String good = issuer.token("alice", 600);
            String bad = Issuer.withSecret(vertx, Issuer.SECRET + "x").token("alice", 600);
            status(options().addHeader("Authorization", "Bearer " + bad));
            ClientWebSocket socket = connect(options());
            socket.writeTextMessage(auth(good));
            next();
            socket.writeTextMessage(auth(bad));
            next();
            socket.writeTextMessage("{\"type\":\"auth\",\"token\":[\"" + good + "\"]}");
            next();
            socket.close();

            String all = String.join(
                    "\n", List.copyOf(log.list).stream().map(TokenTest::line).toList());
            assertThat(all).contains("identity_refused", "connection_established");
            for (String token : List.of(good, bad)) {
                assertThat(all).doesNotContain(token, token.substring(token.lastIndexOf('.')), Issuer.SECRET);
            }
            assertThat(conversation.handled).isEmpty();
        } finally {
            root.detachAppender(log);
        }
    }

    private static String line(ILoggingEvent event) {
        return event.getFormattedMessage()
                + event.getKeyValuePairs()
                + (event.getThrowableProxy() == null
                        ? ""
                        : event.getThrowableProxy().getMessage());
    }

    private static String auth(String token) {
        return new JsonObject()
                .put("type", "auth")
                .put("id", "a1")
                .put("token", token)
                .encode();
    }

    private WebSocketConnectOptions options() {
        return new WebSocketConnectOptions()
                .setAllowOriginHeader(false)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/ws?project_id=p1");
    }

    private ClientWebSocket connect(WebSocketConnectOptions options) throws Exception {
        ClientWebSocket socket = clients.webSocket().textMessageHandler(text -> heard.add(new JsonObject(text)));
        socket.closeHandler(end -> closed.add((int) socket.closeStatusCode()));
        socket.connect(options).await(5, SECONDS);
        return socket;
    }

    private int status(WebSocketConnectOptions options) {
        return catchThrowableOfType(
                        UpgradeRejectedException.class,
                        () -> clients.connect(options).await(5, SECONDS))
                .getStatus();
    }

    private JsonObject next() throws InterruptedException {
        JsonObject message = heard.poll(10, SECONDS);
        assertThat(message).as("a message in time").isNotNull();
        return message;
    }
}

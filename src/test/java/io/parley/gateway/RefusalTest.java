package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.parley.bus.RegisterReply;
import io.parley.client.ConnectOptions;
import io.parley.client.TestClient;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Who does not come in, and what they are told. */
class RefusalTest extends GatewayFixture {
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nUser-ID: u1";

    @Test
    void whoIsNobodyIsRefusedBeforeTheUpgrade() throws Exception {
        start();

        UpgradeRejectedException refused = refused(to("p1").withUser(null));

        assertThat(refused.getStatus()).isEqualTo(401);
        assertThat(body(refused).getString("code")).isEqualTo("UNAUTHENTICATED");
        assertThat(conversation.registered).isEmpty();
    }

    @Test
    void browserThatIsNobodyIsToldAfterTheUpgrade() throws Exception {
        start();
        try (var client = new TestClient(vertx, own(to("p1").withUser(null)))) {
            assertThat(client.next().getString("code")).isEqualTo("UNAUTHENTICATED");
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/ws,project_id",
        "/ws?project_id=,project_id",
        "/ws?project_id=a%20b,project_id",
        "/ws?project_id=p1&session_id=a%2Fb,session_id",
        "/ws?project_id=p1&last_seq=-1,last_seq",
        "/ws?project_id=p1&last_seq=1.5,last_seq",
        "/ws?project_id=p1&last_seq=99999999999999999999,last_seq",
        "/ws?project_id=p1&lang=%20,lang"
    })
    void wrongParameterIsNamed(String uri, String parameter) throws Exception {
        start();

        UpgradeRejectedException refused = catchThrowableOfType(
                UpgradeRejectedException.class,
                () -> vertx.createWebSocketClient()
                        .connect(new WebSocketConnectOptions()
                                .setAllowOriginHeader(false)
                                .setHost("127.0.0.1")
                                .setPort(port)
                                .setURI(uri)
                                .addHeader("User-ID", "u1"))
                        .await(5, SECONDS));

        assertThat(refused.getStatus()).isEqualTo(400);
        assertThat(body(refused).getString("code")).isEqualTo("BAD_REQUEST");
        assertThat(body(refused).getString("message")).contains("\"" + parameter + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1", "evil"})
    void s1PageOfAnotherSiteIsRefused(String origin) throws Exception {
        start();

        assertThat(refused(to("p1").withOrigin(origin)).getStatus()).isEqualTo(403);
    }

    /** A name of the attacker's that was made to point here (DNS rebinding). */
    @Test
    void s1ForeignNameOfThisMachineIsNotItsOwnSite() throws Exception {
        start();
        String host = "evil.example:" + port;

        assertThat(firstLine("/", host, "Origin: http://" + host)).isEqualTo("HTTP/1.1 403 Forbidden");
    }

    @Test
    void queryThatCannotBeDecodedIsABadRequest() throws Exception {
        start();

        String answer = firstLine("/ws?project_id=p1&x=%zz", "127.0.0.1:" + port, UPGRADE);

        assertThat(answer).isEqualTo("HTTP/1.1 400 Bad Request");
    }

    private String firstLine(String uri, String host, String header) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            String head = "GET " + uri + " HTTP/1.1\r\nHost: " + host + "\r\n" + header + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return String.valueOf(lines.readLine());
        }
    }

    @Test
    void s1PageOfThisHostOrAListedOriginComesIn() throws Exception {
        start(new JsonObject("{\"allowed_origins\":[\"https://chat.example.org\"]}"));

        try (var own = connected(own(to("p1")));
                var listed = connected(to("p1").withOrigin("https://Chat.Example.org:443"))) {
            assertThat(own.connection().sessionId())
                    .isNotEqualTo(listed.connection().sessionId());
        }
    }

    @Test
    void requestThatIsNoUpgradeIsToldSo() throws Exception {
        start();

        var response = vertx.createHttpClient()
                .request(HttpMethod.GET, port, "127.0.0.1", "/ws?project_id=p1&user_id=u1")
                .compose(request -> request.send())
                .await(5, SECONDS);

        assertThat(response.statusCode()).isEqualTo(426);
    }

    @Test
    void s8FullGatewayTellsWhenToComeBack() throws Exception {
        start(new JsonObject("{\"limits\":{\"connections\":1}}"));
        try (var first = connected()) {
            UpgradeRejectedException refused = refused(to("p1"));

            assertThat(refused.getStatus()).isEqualTo(503);
            assertThat(Integer.parseInt(refused.getHeaders().get("Retry-After")))
                    .isBetween(1, 11);
            try (var browser = new TestClient(vertx, own(to("p1")))) {
                assertThat(browser.next().getBoolean("retry")).isTrue();
                assertThat(browser.closeCode()).isEqualTo(1013);
            }
            first.close(1000);
            conversation.unregistered.poll(5, SECONDS);
            connected().close();
        }
    }

    @Test
    void s8OldestConnectionOfAUserGoesForOneMore() throws Exception {
        start(new JsonObject("{\"limits\":{\"connections_per_user\":2}}"));
        try (var oldest = connected();
                var second = connected();
                var other = connected(to("p1").withUser("u2"));
                var newest = connected()) {
            assertThat(oldest.next("error").getBoolean("retry")).isFalse();
            assertThat(oldest.closeCode()).isEqualTo(4409);
            conversation.push(conversation.grow(1));
            assertThat(second.next("notice").getLong("seq")).isEqualTo(1);
            assertThat(newest.next("notice").getLong("seq")).isEqualTo(1);
            assertThat(other.connection().sessionId()).isNotNull();
        }
    }

    @Test
    void conversationThatRefusesIsForbiddenInTheClientsLanguage() throws Exception {
        start();
        conversation.onRegister = request -> Future.succeededFuture(
                RegisterReply.refused(Refusal.of(ErrorCode.FORBIDDEN).told(Lang.EN, "p1", null)));

        try (var client = new TestClient(vertx, to("p1").withLang("zh-CN"))) {
            JsonObject error = client.next();
            assertThat(error.getString("code")).isEqualTo("FORBIDDEN");
            assertThat(error.getString("message")).isEqualTo("您没有这个会话。");
            assertThat(client.closeCode()).isEqualTo(4403);
        }
    }

    @Test
    void withoutAConversationTheClientIsToComeBack() throws Exception {
        startGateway(new JsonObject().put("request_timeout_ms", 300));

        var told = new ListAppender<ILoggingEvent>();
        told.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Unanswered.class);
        logger.addAppender(told);
        try (var client = new TestClient(vertx, to("p1"))) {
            JsonObject error = client.next();
            assertThat(error.getString("code")).isEqualTo("UNAVAILABLE");
            assertThat(error.getBoolean("retry")).isTrue();
            assertThat(client.closeCode()).isEqualTo(1013);
        }
        logger.detachAppender(told);
        assertThat(told.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getKeyValuePairs()).map(String::valueOf).contains("project_id=\"p1\"");
        });
    }

    @Test
    void s3IdentityDevIsForLoopbackUnlessForced() throws Exception {
        assertThatThrownBy(() -> startGateway(new JsonObject().put("host", "0.0.0.0")))
                .hasMessageContaining("dev_anywhere");

        startGateway(new JsonObject("{\"host\":\"0.0.0.0\",\"identity\":{\"dev_anywhere\":true}}"));

        assertThat(port).isPositive();
    }

    @Test
    void configurationKeyThatIsNotKnownIsAnError() {
        assertThatThrownBy(() -> startGateway(new JsonObject().put("prot", 1)))
                .isInstanceOf(BadMessage.class)
                .hasMessageContaining("prot");
    }

    private ConnectOptions own(ConnectOptions options) {
        return options.withOrigin("http://127.0.0.1:" + port);
    }

    private UpgradeRejectedException refused(ConnectOptions options) {
        return catchThrowableOfType(UpgradeRejectedException.class, () -> new TestClient(vertx, options).close());
    }

    private static JsonObject body(UpgradeRejectedException refused) {
        return refused.getBody().toJsonObject();
    }
}

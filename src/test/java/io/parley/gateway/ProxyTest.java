package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.ops.Health;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway behind a proxy, which the tests are. */
class ProxyTest extends GatewayFixture {
    private static final String BEHIND = "{\"trusted_proxies\":[\"127.0.0.1\"],\"identity\":{\"mode\":\"proxy\"}}";

    /** Held here: a client that nobody refers to is closed when it is collected. */
    private final WebSocketClient clients = vertx.createWebSocketClient();

    private final List<ClientWebSocket> open = new ArrayList<>();

    /** S3: the header is believed from a listed proxy, once, and well formed. */
    @Test
    void s3HeaderOfAListedProxySaysWhoItIs() throws Exception {
        start(new JsonObject(BEHIND));
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        ClientWebSocket socket = clients.webSocket().textMessageHandler(heard::add);

        socket.connect(options().addHeader("User-ID", "alice")).await(5, SECONDS);

        assertThat(new JsonObject(String.valueOf(heard.poll(5, SECONDS)))
                        .getJsonObject("details")
                        .getString("user_id"))
                .isEqualTo("alice");
    }

    @Test
    void s3HeaderOfAListedProxyIsBelievedOnlyOnceAndWellFormed() throws Exception {
        start(new JsonObject(BEHIND));

        assertThat(status(options())).isEqualTo(401);
        assertThat(status(options().addHeader("User-ID", "a b"))).isEqualTo(401);
        assertThat(status(options().addHeader("User-ID", "alice").addHeader("User-ID", "bob")))
                .isEqualTo(401);
        assertThat(status(options().setURI("/ws?project_id=p1&user_id=bob").addHeader("User-ID", "alice")))
                .isEqualTo(401);
        assertThat(conversation.registered).isEmpty();
    }

    @Test
    void s3HeaderOfAnybodyElseIsNotBelieved() throws Exception {
        start(new JsonObject("{\"trusted_proxies\":[\"10.0.0.0/8\"],\"identity\":{\"mode\":\"proxy\"}}"));

        assertThat(status(options().addHeader("User-ID", "alice"))).isEqualTo(401);
        assertThat(status(options().addHeader("User-ID", "alice").addHeader("X-Forwarded-For", "10.0.0.1")))
                .isEqualTo(401);
    }

    @Test
    void proxyModeWithoutAProxyDoesNotStart() {
        assertThatThrownBy(() -> startGateway(new JsonObject("{\"identity\":{\"mode\":\"proxy\"}}")))
                .hasMessageContaining("trusted_proxies");
    }

    @Test
    void gatewayThatIsNotDeployedIsNotWaitedFor() throws Exception {
        assertThatThrownBy(() -> startGateway(new JsonObject("{\"trusted_proxies\":[\"here\"]}")))
                .hasMessageContaining("trusted_proxies");

        assertThat(Health.of(vertx).readiness().await(10, SECONDS).failing()).isEmpty();
    }

    /** S8: so many connections for each address that is really known. */
    @Test
    void s8OneAddressBehindTheProxyHasItsShareAndNoMore() throws Exception {
        start(new JsonObject(BEHIND).mergeIn(new JsonObject("{\"limits\":{\"connections_per_address\":2}}")));
        connect("alice", "203.0.113.7");
        connect("alice", "198.51.100.1, 203.0.113.7");

        int third = status(from("alice", "203.0.113.7"));

        assertThat(third).isEqualTo(503);
        connect("bob", "203.0.113.8");
        open.get(0).close().await(5, SECONDS);
        conversation.unregistered.poll(5, SECONDS);
        connect("alice", "203.0.113.7");
    }

    /** S8: what a client says of itself in front of what the proxy added does not count, and loopback is exempt. */
    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1", "unknown", "203.0.113.7, _hidden"})
    void s8AddressThatIsNotReallyKnownIsNotCounted(String forwarded) throws Exception {
        start(new JsonObject(BEHIND).mergeIn(new JsonObject("{\"limits\":{\"connections_per_address\":1}}")));

        connect("alice", forwarded);
        connect("bob", forwarded);

        assertThat(open).hasSize(2);
    }

    private void connect(String user, String forwarded) throws Exception {
        ClientWebSocket socket = clients.webSocket();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        socket.textMessageHandler(heard::add);
        socket.connect(from(user, forwarded)).await(5, SECONDS);
        assertThat(heard.poll(5, SECONDS)).contains("connected");
        open.add(socket);
    }

    private WebSocketConnectOptions from(String user, String forwarded) {
        WebSocketConnectOptions options = options().addHeader("User-ID", user);
        return forwarded.isEmpty() ? options : options.addHeader("X-Forwarded-For", forwarded);
    }

    private WebSocketConnectOptions options() {
        return new WebSocketConnectOptions()
                .setAllowOriginHeader(false)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/ws?project_id=p1");
    }

    private int status(WebSocketConnectOptions options) {
        return catchThrowableOfType(
                        UpgradeRejectedException.class,
                        () -> clients.connect(options).await(5, SECONDS))
                .getStatus();
    }
}

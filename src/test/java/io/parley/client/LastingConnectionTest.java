package io.parley.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.ServerMessage;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection that lasts, at a server that does not want it for now. */
class LastingConnectionTest {
    private static final int AN_HOUR_S = 3_600;
    private static final String CONNECTED = """
            {"type":"status","status":"connected","timestamp":1,"project_id":"p1",\
            "details":{"session_id":"s1","last_seq":0}}""";
    private static final String TOO_FAST = """
            {"type":"error","timestamp":1,"code":"RATE_LIMIT","message":"Slower, please.","retry":true,\
            "retry_after_ms":%d}""".formatted(AN_HOUR_S * 1_000);
    private static final String DRAINING = """
            {"type":"status","status":"draining","timestamp":1,"project_id":"p1",\
            "details":{"reconnect_after_ms":%d}}""".formatted(AN_HOUR_S * 1_000);

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<String> dials = new LinkedBlockingQueue<>();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        var options = new HttpServerOptions().addWebSocketSubProtocol("parley.v1");
        var server = vertx.createHttpServer(options).requestHandler(this::serve);
        port = server.listen(0, "127.0.0.1").await(10, SECONDS).actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void whoIsToComeBackLaterDoesNotComeSooner() throws Exception {
        open("flooding");
        open("refused");
        assertThat(dials.poll(10, SECONDS)).isIn("flooding", "refused");
        assertThat(dials.poll(10, SECONDS)).isIn("flooding", "refused");

        open("unlucky");

        for (int times = 0; times < 6; times++) {
            assertThat(dials.poll(10, SECONDS)).isEqualTo("unlucky");
        }
    }

    @Test
    void whoIsLostBeforeTheServerWantsItBackDoesNotComeSooner() throws Exception {
        open("draining");
        assertThat(dials.poll(10, SECONDS)).isEqualTo("draining");

        open("unlucky");

        for (int times = 0; times < 6; times++) {
            assertThat(dials.poll(10, SECONDS)).isEqualTo("unlucky");
        }
    }

    private void open(String user) {
        var options = ConnectOptions.to("127.0.0.1", port, "p1").withUser(user);
        new LastingConnection(vertx, options, new Silent()).open();
    }

    private void serve(HttpServerRequest request) {
        String user = request.getHeader("User-ID");
        dials.add(user);
        if (user.equals("refused")) {
            request.response()
                    .setStatusCode(503)
                    .putHeader("Retry-After", String.valueOf(AN_HOUR_S))
                    .end(new JsonObject().encode());
        } else {
            request.toWebSocket().onSuccess(socket -> leave(socket, user));
        }
    }

    private static void leave(ServerWebSocket socket, String user) {
        boolean tooFast = user.equals("flooding");
        socket.writeTextMessage(CONNECTED);
        if (tooFast) {
            socket.writeTextMessage(TOO_FAST);
        } else if (user.equals("draining")) {
            socket.writeTextMessage(DRAINING);
        }
        socket.close((short) (tooFast ? 4429 : 1012));
    }

    private static final class Silent implements LastingListener {
        @Override
        public void onMessage(ServerMessage message) {
            // not looked at
        }

        @Override
        public void onState(State state, String reason) {
            // not looked at
        }
    }
}

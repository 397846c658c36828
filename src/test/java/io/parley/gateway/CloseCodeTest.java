package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What an operator finds in the log of how a connection ended. */
class CloseCodeTest extends GatewayFixture {
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger connections = (Logger) LoggerFactory.getLogger(Connection.class);

    @BeforeEach
    void listen() {
        log.start();
        connections.addAppender(log);
    }

    @AfterEach
    void hush() {
        connections.detachAppender(log);
    }

    @ParameterizedTest
    @CsvSource({
        "/ws?project_id=p1&user_id=u1, 1000, closed_by_client",
        "/ws?project_id=p1&user_id=u1, 1002, socket_lost",
        "/sockjs/0/s1/websocket?project_id=p1&user_id=u1, 1011, socket_lost"
    })
    void logSaysWithWhichCodeTheClientClosed(String uri, int code, String reason) throws Exception {
        start();
        try (var raw = RawSocket.upgraded(port, uri)) {
            raw.readMessage();
            await().until(() -> conversation.registered.poll() != null);
            raw.frame(
                    RawSocket.CLOSE,
                    true,
                    Buffer.buffer().appendUnsignedShort(code).getBytes());

            assertThat(ended()).contains("reason=\"" + reason + "\"", "close_code=\"" + code + "\"");
        }
    }

    @Test
    void logSaysThatASocketBroke() throws Exception {
        start();
        var raw = RawSocket.upgraded(port);
        raw.readMessage();
        raw.close();

        assertThat(ended()).contains("reason=\"socket_lost\"", "close_code=\"1006\"");
    }

    private String ended() throws Exception {
        assertThat(conversation.unregistered.poll(5, SECONDS)).isNotNull();
        await().until(() ->
                List.copyOf(log.list).stream().anyMatch(event -> line(event).contains("connection_closed")));
        return List.copyOf(log.list).stream()
                .map(CloseCodeTest::line)
                .filter(line -> line.contains("connection_closed"))
                .findFirst()
                .orElseThrow();
    }

    private static String line(ILoggingEvent event) {
        return String.valueOf(event.getKeyValuePairs());
    }
}

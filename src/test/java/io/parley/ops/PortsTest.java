package io.parley.ops;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PortsTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(5, SECONDS);
    }

    @Test
    void whatOneRoomAnnouncesAnotherFinds() {
        Ports.of(vertx).announce("gateway", 1234);

        assertThat(Ports.of(vertx).find("gateway")).hasValue(1234);
        assertThat(Ports.of(vertx).find("console")).isEmpty();
    }
}

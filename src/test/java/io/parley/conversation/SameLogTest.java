package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.parley.bus.BusFailure;
import io.parley.bus.EventBusTransport;
import io.parley.bus.LogIdentity;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SameLogTest {
    private static final LogIdentity OWN = new LogIdentity("own");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void firstOfAllMayServe() throws Exception {
        check();
    }

    @Test
    void oneWithTheLogOfTheOthersMayServe() throws Exception {
        vertx.eventBus().consumer("conv.log", asked -> asked.reply(new JsonObject().put("log_id", "own")));

        check();
    }

    @Test
    void oneWithAnotherLogIsToldWhatToDo() {
        vertx.eventBus().consumer("conv.log", asked -> asked.reply(new JsonObject().put("log_id", "theirs")));

        assertThat(catchThrowable(this::check))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("own")
                .hasMessageContaining("theirs")
                .hasMessageContaining("store.kind");
    }

    @Test
    void oneToWhomNobodyAnswersDoesNotServe() {
        vertx.eventBus().consumer("conv.log", asked -> {});

        assertThat(catchThrowable(this::check)).isInstanceOf(BusFailure.class).hasMessageContaining("cluster.tls");
    }

    @Test
    void oneThatIsNotAnsweredAtFirstAsksAgain() throws Exception {
        MessageConsumer<JsonObject> frozen = vertx.eventBus().consumer("conv.log", asked -> {});
        vertx.eventBus().consumer("conv.log", asked -> asked.reply(new JsonObject().put("log_id", "own")));

        check();

        assertThat(frozen.isRegistered()).isTrue();
    }

    private void check() throws Exception {
        new SameLog(new EventBusTransport(vertx, Duration.ofMillis(50)), OWN)
                .check()
                .await(20, SECONDS);
    }
}

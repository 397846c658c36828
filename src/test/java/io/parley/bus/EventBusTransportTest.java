package io.parley.bus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.parley.protocol.ErrorCode;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EventBusTransportTest extends TransportContract {
    @Override
    Transport make(Duration requestTimeout) {
        return new EventBusTransport(vertx, requestTimeout);
    }

    @Override
    void publish(String address, JsonObject body) {
        vertx.eventBus().publish(address, body);
    }

    @Override
    JsonObject pushToUser(JsonObject request) throws Exception {
        return vertx.eventBus()
                .<JsonObject>request(Addresses.GATEWAY_PUSH, request)
                .await(5, SECONDS)
                .body();
    }

    @Test
    void bodyThatIsNoRequestIsRefusedByItsField() throws Exception {
        serve("i1");

        var failure = catchThrowableOfType(
                ReplyException.class,
                () -> vertx.eventBus()
                        .request(Addresses.READ, new JsonObject().put("project_id", 5))
                        .await(5, SECONDS));

        assertThat(failure).hasMessageStartingWith("BAD_REQUEST").hasMessageContaining("project_id");
    }

    @Test
    void bodyThatIsNoObjectIsRefused() throws Exception {
        serve("i1");

        for (Object none : new Object[] {null, "text", 5, new JsonArray()}) {
            var failure = catchThrowableOfType(
                    ReplyException.class,
                    () -> vertx.eventBus().request(Addresses.READ, none).await(5, SECONDS));

            assertThat(failure).as("%s", none).hasMessageStartingWith("BAD_REQUEST");
        }
    }

    @Test
    void answerThatCannotBeReadIsAWarningWithItsAddress() throws Exception {
        vertx.eventBus().consumer(Addresses.READ, message -> message.reply(new JsonObject().put("messages", 5)));
        var refused = new ListAppender<ILoggingEvent>();
        var logger = (Logger) LoggerFactory.getLogger(BusFailures.class);
        refused.start();
        logger.addAppender(refused);
        try {
            var failure = catchThrowableOfType(
                    BusFailure.class,
                    () -> started().read(null, new ReadRequest("p1", 0, 10)).await(5, SECONDS));

            assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
            assertThat(refused.list).singleElement().satisfies(line -> {
                assertThat(line.getLevel()).isEqualTo(Level.WARN);
                assertThat(line.getKeyValuePairs()).map(String::valueOf).contains("address=\"" + Addresses.READ + "\"");
                assertThat(line.getFormattedMessage()).contains("messages");
            });
        } finally {
            logger.detachAppender(refused);
        }
    }
}

package io.parley.bus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

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
}

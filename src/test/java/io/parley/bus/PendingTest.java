package io.parley.bus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PendingTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void oneMoreThanMayWaitIsBusyUntilOneIsAnswered() throws Exception {
        ErrorCode beyond = Future.<ErrorCode>future(done -> vertx.runOnContext(now -> {
                    Pending pending = new Pending(vertx);
                    for (int i = 0; i < Pending.MAX; i++) {
                        pending.add("id" + i, 60_000);
                    }
                    BusFailure busy = (BusFailure) pending.add("beyond", 60_000).cause();
                    pending.heard(new JsonObject().put("correlation_id", "id7"));
                    assertThat(pending.add("next", 60_000).isComplete()).isFalse();
                    pending.close();
                    done.complete(busy.code());
                }))
                .await(10, SECONDS);

        assertThat(beyond).isEqualTo(ErrorCode.BUSY);
    }
}

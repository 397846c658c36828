package io.parley.bridge;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.parley.ops.Ports;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;

/** A bridge, and who asks the agents that connect to it. */
class BridgeFixture {
    static final String ANSWER = "conv.answer.a1";

    final Vertx vertx = Vertx.vertx();
    String deployment = "";

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    int bridge(JsonObject config) throws Exception {
        JsonObject all = new JsonObject().put("port", 0).mergeIn(config);
        deployment = vertx.deployVerticle(new BridgeVerticle(), new DeploymentOptions().setConfig(all))
                .await(10, SECONDS);
        return Ports.of(vertx).find("bridge").orElseThrow();
    }

    Future<Message<Object>> turn(String replyAddress, String content) {
        return vertx.eventBus()
                .request(
                        "conv.agent.poet",
                        new JsonObject()
                                .put("turn_id", replyAddress)
                                .put("reply_address", replyAddress)
                                .put("content", content),
                        new DeliveryOptions().setSendTimeout(20_000));
    }

    BlockingQueue<Message<JsonObject>> hear(String address) throws Exception {
        BlockingQueue<Message<JsonObject>> heard = new LinkedBlockingQueue<>();
        vertx.eventBus().<JsonObject>consumer(address, heard::add).completion().await(10, SECONDS);
        return heard;
    }

    static Throwable failure(Future<?> asked) {
        return catchThrowable(() -> asked.await(10, SECONDS));
    }
}

package io.parley;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.conversation.ConversationVerticle;
import io.parley.gateway.GatewayVerticle;
import io.parley.ops.Health;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A verticle that starts slowly is not ready from its first moment on, and one that did not start leaves no check behind. */
class StartingReadinessTest {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(1));

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    static Stream<Arguments> verticles() {
        Supplier<Deployable> gateway = GatewayVerticle::new;
        Supplier<Deployable> conversation = ConversationVerticle::new;
        return Stream.of(Arguments.of("gateway", gateway), Arguments.of("conversation", conversation));
    }

    @ParameterizedTest
    @MethodSource("verticles")
    void verticleThatHasNotReadItsConfigurationYetIsNotReady(String name, Supplier<Deployable> verticle)
            throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        vertx.executeBlocking(() -> free.await(30, SECONDS));
        Future<String> started = vertx.deployVerticle(
                verticle, new DeploymentOptions().setConfig(new JsonObject().put("no_such_key", true)));
        vertx.timer(1).await(5, SECONDS);

        assertThat(Health.of(vertx).readiness().await(5, SECONDS).failing()).containsExactly(name);
        free.countDown();
        assertThatThrownBy(() -> started.await(20, SECONDS)).hasMessageContaining("no_such_key");
        assertThat(Health.of(vertx).readiness().await(5, SECONDS).holds()).isTrue();
    }
}

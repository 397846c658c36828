package io.parley.ops;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final Vertx vertx = Vertx.vertx();
    private final Health health = Health.of(vertx);

    @AfterEach
    void close() throws Exception {
        vertx.close().await(5, SECONDS);
    }

    @Test
    void aNodeWithoutChecksIsReadyAndAlive() throws Exception {
        assertThat(readiness().holds()).isTrue();
        assertThat(health.liveness().await(5, SECONDS).holds()).isTrue();
    }

    @Test
    void readinessFollowsItsChecksAndNamesTheFailingOnes() throws Exception {
        AtomicBoolean draining = new AtomicBoolean();
        health.ready("conversation", Future::succeededFuture);
        health.ready("gateway", () -> draining.get() ? Future.failedFuture("draining") : Future.succeededFuture());
        assertThat(readiness().failing()).isEmpty();

        draining.set(true);

        assertThat(readiness().failing()).containsExactly("gateway");
        assertThat(readiness().reasons()).containsExactly("gateway: draining");
        assertThat(health.liveness().await(5, SECONDS).holds()).isTrue();
    }

    @Test
    void oneOfTwoInstancesThatIsNotReadyIsEnough() throws Exception {
        health.ready("gateway", Future::succeededFuture);
        Health.Registration second = health.ready("gateway", () -> Future.failedFuture("starting"));
        assertThat(readiness().failing()).containsExactly("gateway");

        second.remove();

        assertThat(readiness().holds()).isTrue();
    }

    @Test
    void aCheckThatThrowsFails() throws Exception {
        health.live("disk", () -> {
            throw new IllegalStateException("no disk");
        });

        assertThat(health.liveness().await(5, SECONDS).failing()).containsExactly("disk");
    }

    @Test
    void aBlockedEventLoopIsNotReady() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Context gateway = contextOfAVerticle();
        gateway.runOnContext(own -> health.ready("gateway", Future::succeededFuture));
        gateway.runOnContext(own -> {
            blocked.countDown();
            hold(done);
        });
        assertThat(blocked.await(5, SECONDS)).isTrue();

        Health.Report whileBlocked = readiness();
        done.countDown();

        assertThat(whileBlocked.failing()).containsExactly("gateway");
        assertThat(readiness().holds()).isTrue();
    }

    @Test
    void aNameThatWouldMakeAGroupIsRefused() {
        assertThatThrownBy(() -> health.ready("a/b", Future::succeededFuture)).hasMessageContaining("a/b");
    }

    private Health.Report readiness() throws Exception {
        return health.readiness().await(5, SECONDS);
    }

    /** Not one that the thread of this test shares. */
    private Context contextOfAVerticle() throws Exception {
        CompletableFuture<Context> found = new CompletableFuture<>();
        vertx.deployVerticle(start -> {
                    found.complete(vertx.getOrCreateContext());
                    return Future.succeededFuture();
                })
                .await(5, SECONDS);
        return found.get(5, SECONDS);
    }

    private static void hold(CountDownLatch done) {
        try {
            assertThat(done.await(10, SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.Outcome;
import io.parley.ops.Meters;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an agent says and asks for on a thread of its own, which here is that of the test. */
class AgentRunTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void whatIsSaidElsewhereIsAddedWhenItsFutureCompletes() throws Exception {
        AgentRun run = run();
        CountDownLatch busy = new CountDownLatch(1);
        context.runOnContext(v -> awaitOpen(busy));

        Future<Void> said = run.content("hello");
        boolean wasSaidBefore = said.isComplete();
        busy.countDown();
        said.await(10, SECONDS);

        assertThat(wasSaidBefore).isFalse();
        assertThat(heard).containsExactly("hello");
    }

    @Test
    void whoAsksElsewhereToBeToldToStopIsToldOnTheContext() throws Exception {
        AgentRun run = run();
        Thread loop = onContext(Thread::currentThread);
        CompletableFuture<Thread> before = new CompletableFuture<>();
        CompletableFuture<Thread> after = new CompletableFuture<>();

        run.onCancel(() -> before.complete(Thread.currentThread()));
        onContext(() -> {
            run.stop();
            return run;
        });
        run.onCancel(() -> after.complete(Thread.currentThread()));

        assertThat(run.isCancelled()).isTrue();
        assertThat(before.get(10, SECONDS)).isSameAs(loop);
        assertThat(after.get(10, SECONDS)).isSameAs(loop);
    }

    private AgentRun run() throws Exception {
        return onContext(() -> new AgentRun(context, Meters.of(vertx).turns(), new Heard()));
    }

    private <T> T onContext(Supplier<T> task) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        context.runOnContext(v -> done.completeAsync(task, Runnable::run));
        return done.get(10, SECONDS);
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Heard implements AgentRun.Listener {
        @Override
        public void content(String text) {
            heard.add(text);
        }

        @Override
        public void thinking(String text) {}

        @Override
        public void progress(int percent, String phase, String message) {}

        @Override
        public void streams() {}

        @Override
        public void alive() {}

        @Override
        public void answered(AsyncResult<Outcome> outcome) {}
    }
}

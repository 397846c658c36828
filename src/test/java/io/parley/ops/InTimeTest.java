package io.parley.ops;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InTimeTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void whatIsTooLateFailsOnTheContextThatAsked() throws Exception {
        Promise<Throwable> why = Promise.promise();
        Promise<Boolean> isThere = Promise.promise();
        Context context = vertx.getOrCreateContext();
        context.runOnContext(asking -> InTime.of(vertx, Promise.promise().future(), 10, MILLISECONDS)
                .onFailure(failure -> {
                    isThere.complete(Vertx.currentContext() == context);
                    why.complete(failure);
                }));

        assertThat(why.future().await(10, SECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(isThere.future().await(10, SECONDS)).isTrue();
    }

    /** The loop stands still, while the answer waits behind the timer that is due first. */
    @Test
    void answerThatCameWhileTheProcessStoodStillIsHeard() throws Exception {
        Promise<String> answer = Promise.promise();
        Promise<String> heard = Promise.promise();
        vertx.runOnContext(asking -> {
            InTime.of(vertx, answer.future(), 10, MILLISECONDS).onComplete(heard);
            vertx.setTimer(11, later -> answer.tryComplete("yes"));
            standStill();
        });

        assertThat(heard.future().await(10, SECONDS)).isEqualTo("yes");
    }

    @Test
    void whoStoodStillAndIsNotAnsweredIsToldSo() throws Exception {
        Promise<String> heard = Promise.promise();
        vertx.runOnContext(asking -> {
            InTime.of(vertx, Promise.<String>promise().future(), 10, MILLISECONDS)
                    .onComplete(heard);
            standStill();
        });

        assertThat(catchThrowable(() -> heard.future().await(10, SECONDS))).isInstanceOf(InTime.StoodStill.class);
    }

    @Test
    void whatComesInTimeIsTheAnswer() throws Exception {
        Promise<String> answer = Promise.promise();
        Promise<String> heard = Promise.promise();
        vertx.runOnContext(
                asking -> InTime.of(vertx, answer.future(), 60, SECONDS).onComplete(heard));

        answer.complete("yes");

        assertThat(heard.future().await(10, SECONDS)).isEqualTo("yes");
    }

    @Test
    void whatIsHereWaitsForNothing() {
        Future<String> answer = InTime.of(vertx, Future.succeededFuture("yes"), 60, SECONDS);
        Future<String> failure = InTime.of(vertx, Future.failedFuture("no"), 60, SECONDS);

        assertThat(answer.result()).isEqualTo("yes");
        assertThat(failure.cause()).hasMessage("no");
    }

    @Test
    void whatAForeignThreadAnswersIsHeardOnTheContextThatAsked() throws Exception {
        Promise<String> answer = Promise.promise();
        Context context = vertx.getOrCreateContext();
        Promise<Context> heardOn = Promise.promise();
        Future<Void> asked = Future.future(promise -> context.runOnContext(asking -> {
            InTime.of(vertx, answer.future(), 60, SECONDS).onComplete(end -> heardOn.complete(Vertx.currentContext()));
            promise.complete();
        }));
        asked.await(10, SECONDS);

        answer.fail("no");

        assertThat(heardOn.future().await(10, SECONDS)).isSameAs(context);
    }

    @Test
    void whatIsHereOfAnotherContextIsHeardAtOnceOnTheContextThatAsked() throws Exception {
        Future<Void> ofAnother = vertx.timer(1, MILLISECONDS).mapEmpty();
        ofAnother.await(10, SECONDS);
        Context context = vertx.getOrCreateContext();
        Promise<Context> heardOn = Promise.promise();

        context.runOnContext(asking -> {
            InTime.of(vertx, ofAnother, 60, SECONDS).onSuccess(end -> heardOn.tryComplete(Vertx.currentContext()));
            heardOn.tryFail("not heard at once");
        });

        assertThat(heardOn.future().await(10, SECONDS)).isSameAs(context);
    }

    @Test
    void whoAsksWithinARequestIsToldWithinIt() throws Exception {
        Promise<String> never = Promise.promise();
        BlockingQueue<Boolean> isThere = new LinkedBlockingQueue<>();
        Promise<String> late = Promise.promise();
        vertx.eventBus().<String>consumer("ask", message -> {
            Context request = Vertx.currentContext();
            InTime.of(vertx, late.future(), 60, SECONDS)
                    .onComplete(end -> isThere.add(Vertx.currentContext() == request));
            InTime.of(vertx, never.future(), 10, MILLISECONDS).onFailure(end -> {
                isThere.add(Vertx.currentContext() == request);
                message.reply("asked");
            });
        });

        vertx.eventBus().request("ask", "").await(10, SECONDS);
        late.complete("yes");

        assertThat(isThere.poll(10, SECONDS)).isTrue();
        assertThat(isThere.poll(10, SECONDS)).isTrue();
    }

    private static void standStill() {
        long until = System.nanoTime() + SECONDS.toNanos(2);
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }
}

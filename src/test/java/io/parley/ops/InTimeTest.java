package io.parley.ops;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
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
        Future<String> here = Future.succeededFuture("yes");

        assertThat(InTime.of(vertx, here, 60, SECONDS)).isSameAs(here);
    }
}

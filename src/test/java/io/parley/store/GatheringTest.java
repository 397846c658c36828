package io.parley.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private final Vertx vertx = Vertx.vertx();
    private final Loop loop;
    private final BlockingQueue<List<Integer>> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<Promise<Map<Integer, Future<String>>>> answers = new LinkedBlockingQueue<>();

    GatheringTest() throws Exception {
        loop = Loop.here(vertx).await(5, SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void whatComesWhileOthersAreAnsweredIsAskedTogether() throws Exception {
        Gathering<Integer, String> gathering = gathering(Company.NONE, question -> "");
        Future<String> first = gathering.ask(1);
        assertThat(asked.poll(5, SECONDS)).containsExactly(1);
        List<Future<String>> others =
                IntStream.of(2, 3, 3).mapToObj(gathering::ask).toList();

        answer(1);
        assertThat(asked.poll(5, SECONDS)).containsExactly(2, 3);
        answer(2, 3);

        assertThat(first.await(5, SECONDS)).isEqualTo("to 1");
        assertThat(Future.all(others).await(5, SECONDS).<String>list()).containsExactly("to 2", "to 3", "to 3");
    }

    @Test
    void failureOfOneIsNoFailureOfTheOthersAndOneOfAllIs() throws Exception {
        Gathering<Integer, String> gathering = gathering(Company.NONE, question -> "");
        Promise<String> first = Promise.promise();
        Promise<String> second = Promise.promise();
        loop.run(() -> {
            gathering.ask(1).onComplete(first);
            gathering.ask(2).onComplete(second);
        });
        next().complete(Map.of(1, Future.failedFuture("alone"), 2, Future.succeededFuture("well")));
        Future<String> third = gathering.ask(3);
        next().fail("all");

        assertThatThrownBy(() -> first.future().await(5, SECONDS)).hasMessageContaining("alone");
        assertThat(second.future().await(5, SECONDS)).isEqualTo("well");
        assertThatThrownBy(() -> third.await(5, SECONDS)).hasMessageContaining("all");
    }

    @Test
    void listenerThatThrowsKeepsNoAnswerFromTheOthersAndNotTheNextBatch() throws Exception {
        Gathering<Integer, String> gathering = gathering(Company.NONE, question -> "");
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        loop.run(() -> {
            gathering.ask(1).onComplete(GatheringTest::boom);
            gathering.ask(2).onSuccess(told::add);
            gathering.ask(3).onSuccess(told::add);
        });
        assertThat(asked.poll(5, SECONDS)).containsExactly(1, 2, 3);
        Future<String> next = gathering.ask(4);

        answer(1, 2, 3);

        assertThat(told.poll(5, SECONDS)).isEqualTo("to 2");
        assertThat(told.poll(5, SECONDS)).isEqualTo("to 3");
        assertThat(asked.poll(5, SECONDS)).containsExactly(4);
        answer(4);
        assertThat(next.await(5, SECONDS)).isEqualTo("to 4");
    }

    @Test
    void whatIsAskedUponAnAnswerGoesAlongInTheNextBatch() throws Exception {
        Gathering<Integer, String> gathering = gathering(Company.NONE, question -> "");
        loop.run(() -> {
            gathering.ask(1).onComplete(told -> gathering.ask(3));
            gathering.ask(2).onComplete(told -> gathering.ask(4));
        });
        assertThat(asked.poll(5, SECONDS)).containsExactly(1, 2);

        answer(1, 2);

        assertThat(asked.poll(5, SECONDS)).containsExactly(3, 4);
    }

    @Test
    void onlyWhatBelongsTogetherIsAskedTogether() throws Exception {
        Gathering<Integer, String> gathering = gathering(Company.NONE, question -> question % 2);
        gathering.ask(0);
        assertThat(asked.poll(5, SECONDS)).containsExactly(0);
        IntStream.of(1, 2, 3).forEach(gathering::ask);

        answer(0);
        assertThat(asked.poll(5, SECONDS)).containsExactly(1, 3);
        answer(1, 3);

        assertThat(asked.poll(5, SECONDS)).containsExactly(2);
    }

    @Test
    void inACrowdTheNextWaitsForCompany() throws Exception {
        Gathering<Integer, String> gathering = gathering(new Company(Duration.ofSeconds(1), 32), question -> "");
        int[] crowd = IntStream.range(0, Gathering.CROWD).toArray();
        loop.run(() -> IntStream.of(crowd).forEach(gathering::ask));
        assertThat(asked.poll(5, SECONDS)).hasSize(Gathering.CROWD);
        answer(crowd);

        gathering.ask(1_001);
        Promise<Void> turnLater = Promise.promise();
        loop.later(() -> loop.later(turnLater::complete));
        turnLater.future().await(5, SECONDS);
        gathering.ask(1_002);

        assertThat(asked.poll(5, SECONDS)).containsExactly(1_001, 1_002);
    }

    @Test
    void inACrowdTheNextWaitsNoLongerThanForEnough() throws Exception {
        Gathering<Integer, String> gathering = gathering(new Company(Duration.ofMinutes(1), 3), question -> "");
        int[] crowd = IntStream.range(0, Gathering.CROWD).toArray();
        loop.run(() -> IntStream.of(crowd).forEach(gathering::ask));
        assertThat(asked.poll(5, SECONDS)).hasSize(Gathering.CROWD);
        answer(crowd);
        gathering.ask(1_001);
        Promise<Void> turnLater = Promise.promise();
        loop.later(() -> loop.later(turnLater::complete));
        turnLater.future().await(5, SECONDS);

        gathering.ask(1_002);
        gathering.ask(1_003);

        assertThat(asked.poll(5, SECONDS)).containsExactly(1_001, 1_002, 1_003);
    }

    @Test
    void tooManyAreRefused() throws Exception {
        Gathering<Integer, String> gathering = gathering(Company.NONE, question -> "");
        gathering.ask(-1);
        assertThat(asked.poll(5, SECONDS)).isNotNull();
        IntStream.range(0, Gathering.MAX_WAITING).forEach(gathering::ask);

        Future<String> oneMore = gathering.ask(-2);

        assertThatThrownBy(() -> oneMore.await(5, SECONDS)).isInstanceOf(StoreFailure.class);
    }

    private static void boom(AsyncResult<String> answer) {
        throw new IllegalStateException("a listener that throws");
    }

    /** Its questions go to {@link #asked}, and are answered by {@link #answers}. */
    private Gathering<Integer, String> gathering(Company company, Function<Integer, Object> group) {
        return new Gathering<>(loop, Duration.ofSeconds(5), company, group, questions -> {
            Promise<Map<Integer, Future<String>>> answer = Promise.promise();
            answers.add(answer);
            asked.add(questions);
            return answer.future();
        });
    }

    private Promise<Map<Integer, Future<String>>> next() throws Exception {
        Promise<Map<Integer, Future<String>>> next = answers.poll(5, SECONDS);
        assertThat(next).as("something was asked").isNotNull();
        return next;
    }

    private void answer(int... questions) throws Exception {
        next().complete(IntStream.of(questions)
                .boxed()
                .collect(Collectors.toMap(one -> one, one -> Future.succeededFuture("to " + one))));
    }
}

package io.parley.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InOrderTest {
    private final InOrder turns = new InOrder();
    private final List<String> heard = new ArrayList<>();

    @Test
    void nextTurnBeginsWhenTheOneBeforeWasHeard() {
        Promise<String> slow = Promise.promise();
        turns.add(slow::future, end -> heard.add(end.result()));

        turns.add(() -> begins("second"), end -> heard.add(end.result()));

        assertThat(heard).isEmpty();
        assertThat(turns.waiting()).isEqualTo(1);
        slow.complete("first");
        assertThat(heard).containsExactly("first", "second begins", "second");
        assertThat(turns.isIdle()).isTrue();
    }

    @Test
    void whatWaitsIsForgottenAndWhatRunsIsHeard() {
        Promise<String> slow = Promise.promise();
        turns.add(slow::future, end -> heard.add(end.result()));
        turns.add(() -> begins("second"), end -> heard.add(end.result()));

        turns.clear();
        slow.complete("first");

        assertThat(heard).containsExactly("first");
        assertThat(turns.isIdle()).isTrue();
    }

    @Test
    void takerThatThrowsKeepsNobodyWaiting() {
        Promise<String> slow = Promise.promise();
        turns.add(slow::future, InOrderTest::boom);
        turns.add(() -> begins("second"), end -> heard.add(end.result()));

        assertThatThrownBy(() -> slow.complete("first")).hasMessage("boom");

        assertThat(heard).containsExactly("second begins", "second");
        assertThat(turns.isIdle()).isTrue();
    }

    @Test
    void twoHundredThousandTurnsNeedNoDeeperStack() {
        Promise<Integer> slow = Promise.promise();
        List<Integer> ended = new ArrayList<>();
        turns.add(slow::future, end -> ended.add(end.result()));
        for (int i = 1; i < 200_000; i++) {
            int number = i;
            turns.add(() -> Future.succeededFuture(number), end -> ended.add(end.result()));
        }

        slow.complete(0);

        assertThat(ended).hasSize(200_000).isSorted();
    }

    private static void boom(AsyncResult<String> end) {
        throw new IllegalStateException("boom");
    }

    private Future<String> begins(String name) {
        heard.add(name + " begins");
        return Future.succeededFuture(name);
    }
}

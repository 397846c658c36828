package io.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.gateway.Deadlines.Deadline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private final Deadlines deadlines = new Deadlines();
    private final List<String> done = new ArrayList<>();

    @Test
    void eachIsDoneOnceWhenItIsDueInTheOrderOfTime() {
        deadlines.at(20, () -> done.add("second"));
        deadlines.at(10, () -> done.add("first"));
        deadlines.at(20, () -> done.add("third"));
        deadlines.at(21, () -> done.add("later"));

        deadlines.sweep(20);
        deadlines.sweep(20);

        assertThat(done).containsExactly("first", "second", "third");
        assertThat(deadlines.size()).isEqualTo(1);
    }

    @Test
    void cancelledIsNotDoneAndTakesNoRoom() {
        Deadline cancelled = deadlines.at(10, () -> done.add("cancelled"));

        deadlines.cancel(cancelled);
        deadlines.sweep(10);

        assertThat(done).isEmpty();
        assertThat(deadlines.size()).isZero();
    }

    @Test
    void whoIsBelievedAnewIsNotSentAwayForWhatWasBefore() {
        long now = System.currentTimeMillis();
        Validity validity = new Validity(deadlines, left -> done.add("ending"), () -> done.add("ended"));
        validity.until(now + 10_000);
        deadlines.sweep(now);

        validity.until(now + 100_000);
        deadlines.sweep(now + 39_999);
        List<String> early = List.copyOf(done);
        deadlines.sweep(now + 40_000);
        deadlines.sweep(now + 100_000);

        assertThat(early).containsExactly("ending");
        assertThat(done).containsExactly("ending", "ending", "ended");
        assertThat(deadlines.size()).isZero();
    }
}

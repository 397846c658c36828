package io.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CircuitTest {
    private static final long SECOND = 1_000_000_000L;
    private final long now = Math.subtractExact(Long.MAX_VALUE, 2 * SECOND); // the clock may run over

    private final Circuit circuit = new Circuit(Duration.ofSeconds(1), Duration.ofSeconds(5));

    @Test
    void allMayAskWhileThereAreAnswers() {
        circuit.answered();

        assertThat(circuit.admits(now)).isTrue();
        assertThat(circuit.admits(now)).isTrue();
    }

    @Test
    void nobodyMayAskForAPauseAfterASilenceAndThenOneAtATime() {
        circuit.unanswered(circuit.heard(), now);

        boolean atOnce = circuit.admits(now + SECOND - 1);
        boolean first = circuit.admits(now + SECOND);
        boolean second = circuit.admits(now + SECOND + 1);

        assertThat(atOnce).isFalse();
        assertThat(first).isTrue();
        assertThat(second).isFalse();
    }

    @Test
    void oneWhoDoesNotComeBackIsFollowedByAnotherWhenItsTimeIsOver() {
        circuit.unanswered(circuit.heard(), now);
        circuit.admits(now + SECOND);

        assertThat(circuit.admits(now + 6 * SECOND - 1)).isFalse();
        assertThat(circuit.admits(now + 6 * SECOND)).isTrue();
    }

    @Test
    void oneWhoHadTooLittleTimeIsFollowedByAnotherAfterAPause() {
        circuit.unanswered(circuit.heard(), now);
        circuit.admits(now + SECOND);

        circuit.undecided(now + SECOND + SECOND / 10);

        assertThat(circuit.admits(now + 2 * SECOND + SECOND / 10 - 1)).isFalse();
        assertThat(circuit.admits(now + 2 * SECOND + SECOND / 10)).isTrue();
    }

    @Test
    void oneWhoHadTooLittleTimePutsNobodyOff() {
        circuit.unanswered(circuit.heard(), now);

        circuit.undecided(now + SECOND / 2);

        assertThat(circuit.admits(now + SECOND)).isTrue();
    }

    @Test
    void oneAnswerEndsASilence() {
        circuit.unanswered(circuit.heard(), now);
        circuit.admits(now + SECOND);

        circuit.answered();

        assertThat(circuit.admits(now + SECOND)).isTrue();
        assertThat(circuit.admits(now + SECOND)).isTrue();
    }

    @Test
    void oneQuestionWithoutAnswerAmongOthersThatHadTheirsIsNoSilence() {
        long heard = circuit.heard();
        circuit.answered();

        circuit.unanswered(heard, now);

        assertThat(circuit.admits(now)).isTrue();
    }
}

package io.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BusyTest {
    @Test
    void whatAStopWaitsForIsNamedAndCounted() {
        assertThat(new Busy(2, 1).waiting(30))
                .isEqualTo("stopping, within 30 s: 2 clients told to come back, 1 answer to be finished; "
                        + "Ctrl-C again ends it at once");
        assertThat(new Busy(0, 0).waiting(30)).isEqualTo("stopping");
    }
}

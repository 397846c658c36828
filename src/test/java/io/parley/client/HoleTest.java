package io.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.ErrorCode;
import io.parley.protocol.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HoleTest {
    private static final long AN_HOUR_MS = 3_600_000;

    private final List<String> asked = new ArrayList<>();
    private boolean isOpen = true;
    private final Hole hole = new Hole(id -> isOpen && asked.add(id));

    @Test
    void isAskedForOnceHoweverOftenItShows() {
        hole.found();
        hole.found();

        assertThat(asked).hasSize(1);
    }

    @Test
    void isAskedForAgainWithEachBeatUntilThatIsAnswered() {
        hole.found();
        hole.beat();
        hole.beat();
        hole.mended();

        hole.beat();

        assertThat(asked).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void isNotAskedForSoonerThanARefusalSaysButByABeat() {
        hole.found();
        hole.refused(new ServerMessage.Failure(
                1, "p1", ErrorCode.RATE_LIMIT, "Slower, please.", true, asked.get(0), AN_HOUR_MS, null));

        hole.found();
        int before = asked.size();
        hole.beat();

        assertThat(before).isEqualTo(1);
        assertThat(asked).hasSize(2);
    }

    @Test
    void isAskedForWhenItShowsAgainWhereItCouldNotBeBefore() {
        isOpen = false;
        hole.found();
        isOpen = true;

        hole.found();

        assertThat(asked).hasSize(1);
    }
}

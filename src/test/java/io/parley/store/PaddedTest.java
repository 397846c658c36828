package io.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PaddedTest {
    @Test
    void thereAreAsManyAsAPowerOfTwo() {
        assertThat(Padded.texts(List.of("a"))).containsExactly("a");
        assertThat(Padded.texts(List.of("a", "b", "c"))).containsExactly("a", "b", "c", "");
        assertThat(Padded.several(List.of("a", "b", "c"))).containsExactly("a", "b", "c", "");
    }

    /** MySQL waits for a row that a statement names alone, also where an inner statement would skip it. */
    @Test
    void whatSkipsRowsNeverNamesOneAlone() {
        assertThat(Padded.several(List.of("a"))).containsExactly("a", "");
        assertThatThrownBy(() -> Sql.claimsFree(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sql.giveBackFree(1)).isInstanceOf(IllegalArgumentException.class);
    }
}

package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowTableTest {
    @Test
    void aTestThatPassedEachTimeIsGoodAndShowsWhatItMeasured() {
        RowTable table = RowTable.of(
                List.of("9\tT.b()\tok\t2.0\tmedian 3 ms", "1\tT.a()\tok\t1.0\t", "9\tT.b()\tok\t2.5\tmedian 4 ms"));

        assertThat(table.isGood()).isTrue();
        assertThat(table.lines())
                .contains("| 1 | T.a() | 1/1 | 1.0 |  |", "| 9 | T.b() | 2/2 | 2.5 | median 3 ms; median 4 ms |")
                .last()
                .isEqualTo("2 rows, 2 tests: all passed");
    }

    @Test
    void aTestThatFailedOnceFailsTheTable() {
        RowTable table = RowTable.of(List.of("9\tT.b()\tok\t2.0\t", "9\tT.b()\tFAILED\t2.5\t"));

        assertThat(table.isGood()).isFalse();
        assertThat(table.lines()).contains("| 9 | T.b() | 1/2 FAILED | 2.5 |  |");
    }

    @Test
    void aTableWithoutTestsIsNotGood() {
        assertThat(RowTable.of(List.of()).isGood()).isFalse();
        assertThat(RowTable.of(List.of()).lines()).last().isEqualTo("0 rows, 0 tests: NOTHING RAN");
    }

    @Test
    void aTestThatThisMachineCannotRunIsCounted() {
        RowTable table = RowTable.of(List.of("10\tT.a()\taborted\t0.1\t", "9\tT.b()\tok\t2.0\t"));

        assertThat(table.isGood()).isTrue();
        assertThat(table.lines())
                .contains("| 10 | T.a() | aborted | 0.1 |  |")
                .last()
                .isEqualTo("2 rows, 2 tests: no failure, 1 NOT RUN, as this machine cannot");
    }
}

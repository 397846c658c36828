package io.parley.faults.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The judges of what nodes say of themselves. */
class NodePromisesTest {
    @Test
    void whatIsOverItsBoundIsFoundAndWhatCouldNotBeMeasuredToo() {
        List<Violation> broken = Bounds.broken(List.of(
                new Bounds.Measured("n1", "heap growth", 10, 32),
                new Bounds.Measured("n2", "heap growth", 33, 32),
                new Bounds.Measured("n3", "heap growth", Double.NaN, 32)));

        assertThat(broken).extracting(Violation::where).containsExactly("n2", "n3");
    }

    @Test
    void aNodeThatLogsAnErrorOrABlockedThreadIsNotQuiet() {
        List<String> lines = List.of(
                "{\"level\":\"INFO\",\"event\":\"ready\"}",
                "{\"level\":\"ERROR\",\"event\":\"unhandled_failure\"}",
                "{\"level\":\"WARN\",\"event\":\"log\",\"message\":\"Thread[…] has been blocked for 2001 ms\"}",
                "{\"level\":\"ERROR\",\"event\":\"log_not_written\"}",
                "Exception in thread \"main\" java.lang.Error",
                "{\"level\":\"ERR");

        assertThat(Quiet.broken("n1", lines, Set.of("log_not_written"))).hasSize(3);
        assertThat(Quiet.broken("n1", lines, Set.of("log_not_written", "blocked for", "unhandled_failure")))
                .hasSize(1);
    }
}

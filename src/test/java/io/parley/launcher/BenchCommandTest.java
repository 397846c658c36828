package io.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.FreePorts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "--url, http://localhost:8080, ws://",
        "--url, ws://a b, --url is no address",
        "--connections, 0, --connections must be 1 to 10000",
        "--duration, 10, 500ms",
        "--duration, 11m, --duration in seconds must be 0.1 to 600",
        "--size, 100000, --size must be 1 to 32768",
        "--in-flight, many, many",
        "--user-prefix, a b, --user-prefix must be"
    })
    void wrongOptionIsTwoLinesAndNothingIsMeasured(String option, String value, String said) {
        assertThat(bench(option, value)).isEqualTo(ExitCode.USAGE.number());

        assertThat(err.toString().lines()).hasSize(2).first().asString().contains(said);
        assertThat(out).hasToString("");
    }

    @Test
    void gatewayThatIsNotThereIsOneLine() throws IOException {
        String url = "ws://127.0.0.1:" + FreePorts.one() + "/ws";

        assertThat(bench("--url", url)).isEqualTo(ExitCode.TEMPORARY.number());

        assertThat(err.toString().lines()).hasSize(1).first().asString().startsWith("no connection to " + url);
    }

    private int bench(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "bench";
        System.arraycopy(args, 0, all, 1, args.length);
        return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), all);
    }
}

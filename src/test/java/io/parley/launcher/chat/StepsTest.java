package io.parley.launcher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.launcher.chat.Screen.Look;
import io.parley.protocol.ServerMessage.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class StepsTest {
    private final StringWriter out = new StringWriter();
    private final Screen screen = new Screen(new PrintWriter(out, true), false);
    private final Steps steps = new Steps(screen);

    @Test
    void aStepIsShownWhereItsWordsAreNew() {
        steps.take(progress("t1", 1, "reading"));
        steps.take(progress("t1", 2, "reading"));
        steps.take(progress("t2", 3, "reading"));
        steps.take(progress("t1", 4, "writing"));

        assertThat(out).hasToString("[task] 1 % reading\n[task] 3 % reading\n[task] 4 % writing\n");
    }

    @Test
    void aTextThatGrowsIsNotInterrupted() {
        screen.grow("m1", "assistant: ", Look.PLAIN, "Once ");
        steps.take(progress("t1", 1, "reading"));
        screen.grow("m1", "assistant: ", Look.PLAIN, "upon a time");
        screen.close();
        steps.take(progress("t1", 2, "reading"));

        assertThat(out).hasToString("assistant: Once upon a time\n[task] 2 % reading\n");
    }

    private static Progress progress(String taskId, int percent, String phase) {
        return new Progress(1, "p1", taskId, 1, phase, percent, null);
    }
}

package io.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UnhandledErrorsTest {
    @Test
    void aStormOfFailuresIsOneLineInTenSeconds() {
        var errors = new UnhandledErrors();
        long now = System.nanoTime();

        assertThat(errors.due(now)).isTrue();
        assertThat(errors.due(now + TimeUnit.MILLISECONDS.toNanos(9_999))).isFalse();
        assertThat(errors.due(now + TimeUnit.SECONDS.toNanos(10))).isTrue();
    }

    @Test
    void aWriteToALostNodeThatVertxFailsTwiceIsNoUnhandledError() {
        IllegalStateException twice = new IllegalStateException("Promise already completed");
        twice.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("io.vertx.core.Promise", "fail", "Promise.java", 104),
            new StackTraceElement(
                    "io.vertx.core.eventbus.impl.clustered.OutboundConnection", "writeMessage", "O.java", 86)
        });

        assertThat(UnhandledErrors.isWriteThatFailedTwice(twice)).isTrue();
        assertThat(UnhandledErrors.isWriteThatFailedTwice(new IllegalStateException("Promise already completed")))
                .isFalse();
    }
}

package io.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnhandledErrorsTest {
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

    @Test
    void whatIsToldTwiceFromAnotherLoopIsNoUnhandledError() {
        assertThat(UnhandledErrors.isToldTwiceOnAnotherLoop(toldTwice("io.netty.util.concurrent.EventExecutor")))
                .isTrue();
        assertThat(UnhandledErrors.isToldTwiceOnAnotherLoop(toldTwice("io.parley.gateway.Gateway")))
                .as("ours")
                .isFalse();
        assertThat(UnhandledErrors.isToldTwiceOnAnotherLoop(new IllegalStateException("Promise already completed")))
                .as("here")
                .isFalse();
    }

    private static IllegalStateException toldTwice(String caller) {
        IllegalStateException twice = new IllegalStateException("Promise already completed");
        twice.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("io.vertx.core.Promise", "fail", "Promise.java", 104),
            new StackTraceElement("io.vertx.core.Promise", "complete", "Promise.java", 63),
            new StackTraceElement("io.vertx.core.impl.future.FutureBase", "lambda$emitResult$0", "FutureBase.java", 59),
            new StackTraceElement(caller, "runTask", "X.java", 148)
        });
        return twice;
    }
}

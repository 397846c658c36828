package io.parley.launcher;

import io.parley.ops.EventLog;
import io.parley.ops.Pace;
import io.vertx.core.Handler;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Logs what no other handler took, at a {@link Pace}: a broken link between nodes was seen to fill a disk with stack traces. Any thread.
 */
final class UnhandledErrors implements Handler<Throwable> {
    private static final EventLog LOG = EventLog.of(UnhandledErrors.class, EventLog.PARLEY);
    private static final Set<String> WRITERS = Set.of(
            "io.vertx.core.eventbus.impl.clustered.OutboundConnection",
            "io.vertx.core.net.impl.DelegatingChannelPromise");

    private static final String FUTURE = "io.vertx.core.impl.future.FutureBase";

    private final Pace failures = new Pace(System::nanoTime);
    private final Pace twice = new Pace(System::nanoTime);

    @Override
    public void handle(Throwable failure) {
        if (isWriteThatFailedTwice(failure)) {
            LOG.debug("bus_write_failed").log("a message to a node that is gone was not written");
        } else if (isToldTwiceOnAnotherLoop(failure)) {
            twice.log(
                    LOG.warn("completed_twice").setCause(failure),
                    "what had ended was ended again; the first time counts");
        } else {
            failures.log(LOG.error("unhandled_failure").setCause(failure), "A failure that nothing handled");
        }
    }

    /**
     * Vert.x 5.0 throws this for each message that could not be written to a node that went away, as what it tells so counts as told
     * already: it is known by then, and nobody waits for it.
     */
    static boolean isWriteThatFailedTwice(Throwable failure) {
        return isCompletedTwice(failure) && classes(failure).anyMatch(WRITERS::contains);
    }

    /** The same where who wrote is on another event loop than the socket: the stack no longer says who it was. */
    static boolean isToldTwiceOnAnotherLoop(Throwable failure) {
        return isCompletedTwice(failure)
                && classes(failure).skip(2).limit(1).anyMatch(FUTURE::equals)
                && classes(failure).noneMatch(name -> name.startsWith("io.parley."));
    }

    private static boolean isCompletedTwice(Throwable failure) {
        return failure instanceof IllegalStateException && "Promise already completed".equals(failure.getMessage());
    }

    private static Stream<String> classes(Throwable failure) {
        return Arrays.stream(failure.getStackTrace()).map(StackTraceElement::getClassName);
    }
}

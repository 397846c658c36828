package io.parley.launcher;

import io.parley.ops.EventLog;
import io.vertx.core.Handler;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Logs what no other handler took, but at most one every 10 seconds, with how many there were in between: a broken link
 * between nodes was seen to fill a disk with stack traces. Any thread.
 */
final class UnhandledErrors implements Handler<Throwable> {
    private static final EventLog LOG = EventLog.of(UnhandledErrors.class, EventLog.PARLEY);
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Set<String> WRITERS = Set.of(
            "io.vertx.core.eventbus.impl.clustered.OutboundConnection",
            "io.vertx.core.net.impl.DelegatingChannelPromise");

    private static final String FUTURE = "io.vertx.core.impl.future.FutureBase";

    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime() - INTERVAL_NANOS);
    private final AtomicLong suppressed = new AtomicLong();

    @Override
    public void handle(Throwable failure) {
        if (isWriteThatFailedTwice(failure)) {
            LOG.debug("bus_write_failed").log("a message to a node that is gone was not written");
        } else if (isToldTwiceOnAnotherLoop(failure)) {
            LOG.warn("completed_twice").log("something was said to have ended twice; the first time counts");
        } else if (due(System.nanoTime())) {
            LOG.error("unhandled_failure")
                    .addKeyValue("suppressed", suppressed.getAndSet(0))
                    .setCause(failure)
                    .log("A failure that nothing handled");
        } else {
            suppressed.incrementAndGet();
        }
    }

    /** Whether a line may be logged at {@code nowNanos}; if so, the next is due one interval later. */
    boolean due(long nowNanos) {
        long last = lastNanos.get();
        return nowNanos - last >= INTERVAL_NANOS && lastNanos.compareAndSet(last, nowNanos);
    }

    /**
     * Vert.x 5.0 tells twice that a message could not be written to a node that went away, and the second time throws: what
     * was written is known by then, and nobody waits for it.
     */
    static boolean isWriteThatFailedTwice(Throwable failure) {
        return isCompletedTwice(failure) && classes(failure).anyMatch(WRITERS::contains);
    }

    /** The same where who wrote is on another event loop than the socket: the stack no longer says who it was. */
    static boolean isToldTwiceOnAnotherLoop(Throwable failure) {
        return isCompletedTwice(failure)
                && classes(failure).skip(2).limit(1).allMatch(FUTURE::equals)
                && classes(failure).noneMatch(name -> name.startsWith("io.parley."));
    }

    private static boolean isCompletedTwice(Throwable failure) {
        return failure instanceof IllegalStateException && "Promise already completed".equals(failure.getMessage());
    }

    private static Stream<String> classes(Throwable failure) {
        return Arrays.stream(failure.getStackTrace()).map(StackTraceElement::getClassName);
    }
}

package io.parley.launcher;

import io.parley.ops.EventLog;
import io.vertx.core.Handler;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Logs what no other handler took, but at most one every 10 seconds, with how many there were in between: a broken link
 * between nodes was seen to fill a disk with stack traces. Any thread.
 */
final class UnhandledErrors implements Handler<Throwable> {
    private static final EventLog LOG = EventLog.of(UnhandledErrors.class, EventLog.PARLEY);
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime() - INTERVAL_NANOS);
    private final AtomicLong suppressed = new AtomicLong();

    @Override
    public void handle(Throwable failure) {
        if (due(System.nanoTime())) {
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
}

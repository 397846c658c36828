package io.parley.ops;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs what may happen very often: one line in {@value #SECONDS} s, which tells as {@code suppressed} how many there were in
 * between. Any thread.
 */
public final class Pace {
    public static final int SECONDS = 10;
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(SECONDS);

    private final LongSupplier nanoTime;
    private final AtomicLong lastNanos;
    private final AtomicInteger suppressed = new AtomicInteger();

    /** {@code nanoTime} is the clock of this machine, {@code System::nanoTime} but for a test. */
    public Pace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastNanos = new AtomicLong(nanoTime.getAsLong() - INTERVAL_NANOS);
    }

    /** Logs {@code line} with {@code sentence} where one is due, else only counts it. */
    public void log(LoggingEventBuilder line, String sentence) {
        long now = nanoTime.getAsLong();
        long last = lastNanos.get();
        if (now - last >= INTERVAL_NANOS && lastNanos.compareAndSet(last, now)) {
            line.addKeyValue("suppressed", suppressed.getAndSet(0)).log(sentence);
        } else {
            suppressed.incrementAndGet();
        }
    }
}

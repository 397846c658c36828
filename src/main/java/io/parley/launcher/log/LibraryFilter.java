package io.parley.launcher.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.parley.ops.EventLog;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Keeps the libraries beneath us from flooding the log when a peer dies or stands still: of their warnings and errors at
 * most {@value #MOST} are shown in {@value #SECONDS} s. A connection that broke is neither: who uses it sees it close. Nor is
 * a member of the cluster that left: {@code ClusterWatch} says who did. Any thread.
 */
public final class LibraryFilter extends TurboFilter {
    static final int MOST = 100;
    static final int SECONDS = 10;

    private static final Set<String> CONNECTIONS = Set.of(
            "io.vertx.core.net.impl.ConnectionBase",
            "io.vertx.core.http.impl.HttpClientConnectionInternal",
            "io.vertx.redis.client.impl.RedisConnectionManager");
    private static final List<String> BROKEN = List.of(
            "Connection reset",
            "Broken pipe",
            "Connection timed out",
            "Connection evicted",
            "Software caused connection abort");
    private static final List<String> LEFT = List.of(
            "Removing connection to endpoint ", " is suspected to be dead for reason: No connection", "Mastership of ");
    private static final List<String> LIBRARIES = List.of("io.vertx.", "io.netty.", "com.hazelcast.");

    private final AtomicLong began = new AtomicLong(System.nanoTime());
    private final AtomicInteger shown = new AtomicInteger();

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] params,
            @Nullable Throwable cause) {
        if (format == null
                || !level.isGreaterOrEqual(Level.WARN)
                || LIBRARIES.stream().noneMatch(logger.getName()::startsWith)) {
            return FilterReply.NEUTRAL;
        }
        String why = cause == null || cause.getMessage() == null ? format : cause.getMessage();
        boolean isBroken =
                CONNECTIONS.contains(logger.getName()) && BROKEN.stream().anyMatch(why::contains);
        boolean hasLeft =
                logger.getName().startsWith("com.hazelcast.") && LEFT.stream().anyMatch(why::contains);
        return isBroken || hasLeft || isTooMuch(System.nanoTime()) ? FilterReply.DENY : FilterReply.NEUTRAL;
    }

    private boolean isTooMuch(long nowNanos) {
        long since = began.get();
        if (nowNanos - since >= TimeUnit.SECONDS.toNanos(SECONDS) && began.compareAndSet(since, nowNanos)) {
            shown.set(0);
        }
        int count = shown.incrementAndGet();
        if (count == MOST + 1) {
            Own.LOG.warn("library_lines_left_out").log("more lines of libraries than {} in {} s", MOST, SECONDS);
        }
        return count > MOST;
    }

    /** Made at the first need: while this filter is made, nothing can be logged yet. */
    private static final class Own {
        private static final EventLog LOG = EventLog.of(LibraryFilter.class, EventLog.PARLEY);
    }
}
